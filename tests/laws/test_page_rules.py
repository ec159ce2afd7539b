"""Every page has a rule: who may open it, and what it writes into the book."""

from typing import Any

import pytest
from django.contrib import admin

from audit.coverage import pages, rules
from clinic.page_rules import PAGES


@pytest.fixture(autouse=True)
def read_afresh() -> Any:
    rules.written_rules.cache_clear()
    yield
    rules.written_rules.cache_clear()


def test_every_page_has_a_rule_and_every_rule_a_page() -> None:
    """A page of yours is named here? Add it to the `page_rules.py` of its app (CONTRIBUTING: a page)."""
    assert pages.faults() == []


def test_page_without_a_rule_is_a_fault(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.laws.planted_pages"
    assert pages.faults() == ["planted-loud: a page without a rule", "planted-silent: a page without a rule"]


def test_rule_without_a_page_is_a_fault(settings: Any) -> None:
    settings.PAGE_RULES = [*settings.PAGE_RULES, "tests.laws.planted_pages.RULES"]
    rules.written_rules.cache_clear()
    assert pages.faults() == [
        "planted-loud: a rule without a page",
        "planted-silent: a rule without a page",
    ]


@pytest.mark.parametrize(
    ("rule", "faults"),
    [
        (rules.anybody, 1),  # neither an event nor a reason for none
        (rules.anybody.shows_nobody("a form"), 0),
        (rules.anybody.shows_nobody("a form").shows(rules.AuditWord.LIST, "patients.person"), 1),
        (rules.anybody.shows(rules.AuditWord.LIST), 1),  # about what?
        (rules.Rule(rules.Who.ROLE, quiet="a form"), 1),  # which permission?
    ],
)
def test_unclear_rule_is_a_fault(rule: rules.Rule, faults: int) -> None:
    assert len(list(pages._unclear(rule))) == faults


def test_own_table_speaks_louder_than_what_holds_for_all_models() -> None:
    name = "admin:django_celery_beat_periodictask_add"
    assert rules.rule_of(name) == PAGES[name]
    assert rules.rule_of("anymail:mailgun_tracking_webhook") == PAGES["anymail:*"]
    assert rules.rule_of("admin:nowhere") is None


def test_every_model_of_the_admin_has_its_five_rules() -> None:
    names = {f"admin:{model._meta.label_lower.replace('.', '_')}_changelist" for model in admin.site._registry}
    assert names - set(rules.written_rules()) == set()
