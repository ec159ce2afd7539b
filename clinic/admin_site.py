"""Staff pages: the Django admin with our name, skin and front desk."""

from django.contrib.admin import AdminSite
from django.contrib.admin.apps import AdminConfig


class RevisitAdminSite(AdminSite):
    site_header = site_title = "Revisit"
    index_title = "Front desk"
    enable_nav_sidebar = True


class RevisitAdminConfig(AdminConfig):
    default_site = "clinic.admin_site.RevisitAdminSite"
