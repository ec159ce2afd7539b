"""What each column of the database is, for whoever must judge a copy of it.

identifying: one of the identifiers of 45 CFR 164.514(b)(2), or free text that may hold one: sealed.
digest: a keyed digest of something identifying: for look-ups, readable by nobody.
limited: about a person, in a limited data set at most (45 CFR 164.514(e)): dates, town, coarse categories.
house: about the clinic, its staff, texts and machinery, or an opaque id.
"""

FIELD_CLASSES: dict[str, dict[str, str]] = {
    "patients.person": {
        "identifying": "given_name family_name email confidential_email phone street birth_date record_number notes",
        "digest": "email_key confidential_email_key phone_key record_number_key birth_date_key birthday_key name_keys"
        " family_key address_key"
        " external_key content_key",
        "limited": "kind birth_year sex postal_prefix city language time_zone interests tier is_deceased"
        " is_negative_persona guardian shares_inbox joined_on",
        "house": "id source created_at updated_at",
    },
    "patients.appointment": {
        "digest": "external_key content_key",
        "limited": "person location service starts_at minutes status imported_status confirmed_at",
        "house": "id source created_at updated_at",
    },
    "patients.visit": {
        "digest": "external_key content_key",
        "limited": "person location category started_at ended_at",
        "house": "id source",
    },
    "patients.procedure": {
        "digest": "external_key content_key",
        "limited": "person visit category ended_at",
        "house": "id source",
    },
    "patients.consentclaim": {
        "limited": "person topic wanted given_on",
        "house": "id source text_version claimed_at collected_at",
    },
    "patients.desktask": {
        "identifying": "contact_name contact_email contact_phone words",
        "limited": "person kind state appointment category preferred language asked_at due_at outcome",
        "house": "id origin once_key taken_by taken_at ended_by ended_at",
    },
    "patients.leadstep": {"limited": "person stage reason at", "house": "id by"},
    "patients.personamark": {"limited": "person is_negative reason at", "house": "id by"},
    "patients.importrun": {"house": "id source state started_at finished_at counts refused"},
    "patients.importrefusal": {"identifying": "file raw", "house": "id run line kind reason"},
    "consent.preference": {
        "limited": "person topic channel wanted recorded_at",
        "house": "id via text_version recorded_by",
    },
    "consent.holidaychoice": {
        "limited": "person wanted recorded_at",
        "house": "id offered via text_version recorded_by",
    },
    "consent.optin": {
        "limited": "person topic channel asked_at confirmed_at",
        "house": "id mode form text_version via recorded_by",
    },
    "consent.authorizationform": {
        "house": "id kind version language title information discloser recipient purpose_text expiry_text"
        " right_to_revoke no_conditioning redisclosure remuneration purposes channels valid_days expiry_event"
        " drafted_by published_at published_by",
    },
    "consent.authorization": {
        "identifying": "signature representative_authority signed_from",
        "limited": "person state signed_by_representative signed_on signed_at expires_on copy_given_at recorded_at"
        " revoked_at superseded_by event_came_on defect defect_found_at",
        "house": "id form request via revoked_via stood_by shown_text shown_digest copy_via copy_given_by ended_by",
    },
    "consent.signingrequest": {
        "digest": "code_key",
        "limited": "person kind state asked_at expires_at closed_at",
        "house": "id version way tries asked_by",
    },
    "consent.revocation": {
        "limited": "authorization received_at written_on recorded_at",
        "house": "id via recorded_by",
    },
    "consent.paperfile": {
        "identifying": "content",
        "limited": "person authorization stored_at",
        "house": "id kind media_type digest stored_by",
    },
    "consent.pause": {"limited": "person channel until recorded_at", "house": "id via recorded_by"},
    "consent.trackingchoice": {"limited": "person wanted recorded_at", "house": "id via text_version recorded_by"},
    "consent.restriction": {"limited": "person covers is_agreed recorded_at request", "house": "id via recorded_by"},
    "consent.signupform": {"house": "id slug place mode title_en title_zh_hant title_zh_hans is_open created_at"},
    "consent.posted": {"identifying": "content", "house": "id kind language posted_at handled_at tries problem"},
    "consent.privacynotice": {"house": "id version language title body changes effective_on published_at published_by"},
    "consent.noticeacknowledgement": {
        "limited": "person notice answer recorded_at",
        "house": "id via recorded_by",
    },
    "consent.rightsrequest": {
        "identifying": "name email words",
        "digest": "email_key name_key",
        "limited": "person reply_to kind state received_at received_on due_on extended_to mailbox_confirmed_at"
        " closed_at tries erases_with",
        "house": "id language via",
    },
    "consent.rightsstep": {"identifying": "note", "limited": "request at what ground told_to", "house": "id by"},
    "consent.disclosure": {
        "identifying": "recipient what why",
        "limited": "person kind disclosed_on recorded_at",
        "house": "id recorded_by",
    },
    "consent.erasure": {"limited": "person_id request erased_at", "house": ""},
    "consent.riskacknowledgement": {
        "limited": "person accepted recorded_at",
        "house": "id via text_version recorded_by",
    },
    "consent.suppression": {"digest": "address_key", "limited": "channel cause since until lifted_at", "house": "id"},
    "campaigns.segment": {"house": "id slug name rules"},
    "campaigns.campaign": {
        "house": "id slug name template segment seminar channel starts_at ends_at throttle control_share state why"
        " written_by written_at approved_by approved_at rules texts audience_at audience_number ended_at"
    },
    "campaigns.campaignmember": {"limited": "campaign person arm message reason", "house": "id not_before settled_at"},
    "campaigns.seminar": {
        "house": "id slug topic_en topic_zh_hant topic_zh_hans speaker_en speaker_zh_hant speaker_zh_hans about_en"
        " about_zh_hant about_zh_hans location online_url starts_at minutes closes_at seats state changed_by changed_at"
    },
    "campaigns.seminarplace": {
        "limited": "seminar person state message registered_at cancelled_at came_at",
        "house": "id seat came_by",
    },
    "campaigns.messagetemplate": {"house": "id slug name purpose topic channel resend_unknown"},
    "campaigns.templateversion": {
        "house": "id template number language subject preheader body html text written_by published_at published_by"
    },
    "campaigns.guardexception": {
        "house": "id version text_digest part rule word reason asked_by asked_at answer answered_by answered_at"
    },
    "campaigns.message": {
        "digest": "went_to",
        "limited": "person channel template version purpose topic appointment anchor_at location due_at state reason",
        "house": "id origin origin_id origin_slug step occurrence about expires_at leaves_until lease_token"
        " leased_until attempts resends vendor receipt is_capped on_closed_days released_at released_by planned_at"
        " handed_over_at settled_at",
    },
    "campaigns.messagedecision": {"limited": "message outcome reason evidence", "house": "id stage decided_at"},
    "campaigns.settlement": {"limited": "message found basis", "house": "id settled_by settled_at"},
    "campaigns.linkguard": {"limited": "person subject_id", "house": "id purpose tries locked_at opened_at"},
    "campaigns.careanswer": {"limited": "message person answer answered_at", "house": "id"},
    "campaigns.careguide": {"house": "id category number language title body written_by published_at published_by"},
    "campaigns.sendingstop": {"house": "id scope journey channel why placed_at placed_by lifted_at lifted_by"},
    "campaigns.inboundtext": {
        "identifying": "body",
        "digest": "sender_key",
        "limited": "word received_at",
        "house": "id once_key handled_at",
    },
    "campaigns.staffmail": {
        "house": "id notice text staff state reason decided_at due_at expires_at attempts lease_token leased_until"
        " vendor receipt planned_at handed_over_at settled_at"
    },
    "campaigns.wayout": {
        "house": "backend tokens counted_at day sent_today failures times_shut shut_until shut_because"
    },
    "campaigns.receiptpoll": {"limited": "message", "house": "asked next_at"},
    "campaigns.snsmessage": {"house": "message_id received_at"},
    "campaigns.deliveryevent": {
        "digest": "address_key",
        "limited": "message event_type occurred_at reason status kind severity link",
        "house": "id esp once_key",
    },
    "journeys.journey": {
        "house": "id slug name description trigger is_active cloned_from review_every_months created_at"
    },
    "journeys.journeyversion": {
        "house": "id journey number segment interval_months day_of_month holidays at_most days_between goals exits"
        " priority is_capped created_at created_by published_at published_by"
    },
    "journeys.step": {
        "house": "id version key offset_days offset_hours window_from window_until condition too_late_hours"
        " late_entry_hours weekdays on_closed_days only_that_day template channel"
    },
    "journeys.enrolment": {
        "limited": "journey person appointment anchor_at location state exit_reason next_due_at enrolled_at ended_at",
        "house": "id version anchor_key time_zone revision",
    },
    "journeys.journeyreview": {"house": "id journey reviewed_at reviewed_by found"},
    "journeys.rehearsal": {
        "house": "id night number as_of frozen_at frozen_by counts oddities forecast released_at released_by"
    },
    "journeys.rehearsedline": {
        "limited": "person journey anchor_at text due_at outcome reason",
        "house": "id rehearsal step anchor_key channel",
    },
    "journeys.hold": {
        "limited": "person journey",
        "house": "id scope night anchor_key step why placed_at placed_by lifted_at lifted_by",
    },
    "journeys.run": {"house": "id kind clinic_date at started_at finished_at counts"},
    "clinic.allowance": {"digest": "visitor", "house": "id name used_until"},
    "clinic.organisation": {
        "house": "id name name_zh_hant name_zh_hans postal_address phone email website booking_url language time_zone"
        " quiet_from quiet_until nightly_at opens_at closes_at rehearsed_at release_by_hand weekly_cap send_weekdays"
        " holiday_calendars weekly_numbers"
    },
    "clinic.location": {"house": "id name address phone time_zone is_active source external_id"},
    "clinic.service": {"house": "id slug category name name_zh_hant name_zh_hans is_active"},
    "clinic.staff": {
        "identifying": "home_address",
        "digest": "email_key family_key address_key",
        "house": "id password last_login is_superuser username first_name last_name email is_staff is_active"
        " date_joined role language manager password_set_by",
    },
    "clinic.authenticator": {
        "house": "id user name confirmed sealed_key last_step made_at throttling_failure_timestamp"
        " throttling_failure_count"
    },
    "clinic.recoverycode": {"digest": "digest", "house": "id staff made_at used_at"},
    "clinic.staffsession": {"house": "session_key session_data expire_date staff halfway began_at seen_at"},
    "clinic.signinticket": {"digest": "digest", "house": "id staff kind issued_by issued_at expires_at used_at"},
    "clinic.formerdigest": {"digest": "digest", "house": "id staff kind replaced_at"},
    "clinic.signinlane": {"house": "lane name failed_at told_at turned_away"},
    "clinic.vendor": {
        "house": "id name channel backend baa_signed_on baa_ends_on baa_scope subcontractors rate_per_second"
        " most_connections daily_limit"
    },
    "clinic.vendorpaper": {"identifying": "sealed", "house": "id vendor name media_type size sha256 added_at added_by"},
    "clinic.accessgrant": {"house": "id staff role state asked_by asked_at decided_by decided_at ended_at"},
    "clinic.accessreview": {"house": "id quarter opened_at due_on closed_at"},
    "clinic.accessreviewitem": {"house": "id review grant reviewer answer answered_by answered_at reminded_on"},
    "clinic.breakglass": {
        "identifying": "words",
        "limited": "person_id reason opened_at",
        "house": "id staff ends_at review_due_at reviewed_by reviewed_at was_justified",
    },
    "clinic.trainingrecord": {"house": "id staff topic done_on expires_on trainer"},
    "clinic.riskassessment": {"house": "id title done_on next_on done_by summary"},
    "clinic.leakcheck": {"house": "id started_at finished_at looked_at"},
    "clinic.leakfinding": {
        "house": "id probe place what advice is_warning first_seen last_seen gone_at accepted_by accepted_at"
    },
    "clinic.blockeddate": {"house": "id day reason"},
    "clinic.notice": {
        "limited": "kind person_id subject_id created_at",
        "house": "id alert audience recipient_id once_key handled_at outcome seen_at seen_by",
    },
    "audit.auditevent": {
        "limited": "word people fields purpose outcome occurred_at categories saw_protected",
        "house": "id xid epoch actor_kind actor_id actor_role place address details",
    },
    "audit.reviewcase": {
        "identifying": "note",
        "limited": "person_id day",
        "house": "id rule staff_id reads first_event last_event first_at last_at facts opened_at verdict decided_by"
        " decided_at",
    },
    "audit.reviewmark": {"house": "epoch until_xid settled_until_xid moved_at"},
    "audit.export": {
        "limited": "criteria",
        "house": "id kind staff_id asked_at rows sha256 event finished_at ended_at",
    },
    "audit.keycheck": {"house": "ring value"},
    "audit.epoch": {"house": "id opened_at"},
    "audit.seal": {
        "house": "number format kind epoch from_xid from_id until_xid until_id events total event_ids leaves"
        " leaves_digest root previous hash sealed_at key_id signature old_key_id old_signature",
    },
    "audit.sealkey": {"house": "id public_key listed_at"},
    "audit.anchorreceipt": {"house": "id place seal tried_at problem"},
    "audit.verification": {
        "house": "id at verdict words seals events unsealed anchors unread bad_seal bad_event",
    },
}
