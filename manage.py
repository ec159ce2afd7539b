#!/usr/bin/env python
import os
import sys

from django.core.management import execute_from_command_line

from clinic import process_role

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
    process_role.begin("".join(sys.argv[1:2]))
    execute_from_command_line(sys.argv)
