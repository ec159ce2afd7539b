"""compose.yaml, the Dockerfile and the unit files name what there is: programs, options, commands, settings, roles."""

import ast
import re
from collections.abc import Iterator
from importlib.metadata import entry_points
from pathlib import Path

import pytest
import yaml
from celery.bin.beat import beat
from celery.bin.worker import worker
from click import Context
from django.core.management import get_commands, load_command_class
from gunicorn.config import Config

from audit.management.commands.database_roles import statements
from clinic import process_role

ROOT = Path(__file__).resolve().parents[2]
UNITS = {path.stem: path for path in sorted((ROOT / "deploy" / "systemd").glob("*.service"))}
EXAMPLES = {path.name.removesuffix(".env.example"): path for path in (ROOT / "deploy" / "env").glob("*.example")}
COMPOSE = yaml.safe_load((ROOT / "compose.yaml").read_text())
OURS = {name: service for name, service in COMPOSE["services"].items() if "build" in service}
HARDENED = {
    "NoNewPrivileges": "yes",
    "CapabilityBoundingSet": "",
    "ProtectSystem": "strict",
    "ProtectHome": "yes",
    "PrivateTmp": "yes",
    "PrivateDevices": "yes",
    "ProtectKernelModules": "yes",
    "ProtectKernelTunables": "yes",
    "ProtectControlGroups": "yes",
    "RestrictAddressFamilies": "AF_UNIX AF_INET AF_INET6",
    "RestrictSUIDSGID": "yes",
    "LockPersonality": "yes",
    "StateDirectoryMode": "0700",
    "UMask": "0077",
}
#: What each process is given beside what all have. The key of seals is the sealer's alone, the owner's role migrate's.
ENVIRONMENT_OF = {
    "web": "application", "worker": "application", "beat": "application",
    "migrate": "owner", "sealer": "sealer", "auditor": "auditor",
}  # fmt: skip
#: A start-up check or a process asks for these; what else the README's table names a clinic may want.
NEEDED = {
    *process_role.URLS.values(), "CELERY_BROKER_URL", "SECRET_KEY", "FERNET_KEYS", "BLIND_INDEX_KEYS", "LINK_KEYS",
    "AUDIT_SEAL_PUBLIC_KEYS", "AUDIT_ANCHORS", "EMAIL_BACKEND", "EMAIL_USE_TLS", "ANYMAIL_WEBHOOK_SECRET",
    "ALARM_EMAILS", "PUBLIC_URL",
}  # fmt: skip
#: Words in the image of PostgreSQL, not ours.
OF_POSTGRES = r"POSTGRES_PASSWORD|REVISIT_(OWNER_|SEALER_|AUDITOR_)?PASSWORD"


def settings_read() -> set[str]:
    """Every name that clinic/settings.py asks the environment for."""
    tree = ast.parse((ROOT / "clinic" / "settings.py").read_text())
    asked = {
        str(node.args[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[0] == "env" and node.args
        if isinstance(node.args[0], ast.Constant)
    }
    return asked | set(process_role.URLS.values()) | {process_role.OVERRIDE}


def lines_of(unit: Path) -> list[tuple[str, str]]:
    pairs = (line.partition("=") for line in unit.read_text().splitlines() if re.match(r"[A-Za-z]+=", line))
    return [(name, value) for name, _, value in pairs]


def given(unit: Path, name: str) -> list[str]:
    return [value for found, value in lines_of(unit) if found == name]


def names_in(example: Path) -> dict[str, str]:
    lines = (line for line in example.read_text().splitlines() if line and not line.startswith("#"))
    return dict(line.split("=", 1) for line in lines)


def commands() -> Iterator[tuple[str, list[str]]]:
    for name, unit in UNITS.items():
        (line,) = given(unit, "ExecStart")
        program, *rest = line.replace("%%", "%").split()
        assert program.startswith("/opt/revisit/.venv/bin/")
        yield name, [Path(program).name, *rest]
    for name, service in OURS.items():
        yield f"compose {name}", service.get("command") or image_command()


def image_command() -> list[str]:
    (line,) = re.findall(r"^CMD (\[.*\])$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    found: list[str] = ast.literal_eval(line)
    return found


def understands(command: list[str]) -> bool:
    """The program is there, and its own parser takes these options."""
    match command:
        case ["python", "manage.py", name, *options]:
            parser = load_command_class(get_commands()[name], name).create_parser("manage.py", name)
            return bool(parser.parse_args(options))
        case ["gunicorn", *options]:
            return Config().parser().parse_args(options).args == ["clinic.wsgi"]
        case ["celery", "-A", "clinic", "worker", *options]:
            return worker.make_parser(Context(worker)).parse_args(options)[1] == []
        case ["celery", "-A", "clinic", "beat", *options]:
            return beat.make_parser(Context(beat)).parse_args(options)[1] == []
    return False


@pytest.mark.parametrize(("name", "command"), list(commands()), ids=[name for name, _ in commands()])
def test_each_process_is_started_by_a_command_that_there_is(name: str, command: list[str]) -> None:
    programs = {entry.name for entry in entry_points(group="console_scripts")} | {"python"}
    assert command[0] in programs
    assert understands(command)


def test_a_wrong_option_would_be_noticed() -> None:
    for wrong in (
        ["gunicorn", "--no-such-option", "clinic.wsgi"],
        ["celery", "-A", "clinic", "worker", "--no-such-option"],
        ["python", "manage.py", "audit_verify", "--no-such-option"],
    ):
        with pytest.raises((SystemExit, Exception), match=r"2|No such option|unrecognized"):
            understands(wrong)


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_names_only_what_the_settings_read_and_holds_no_secret(name: str) -> None:
    known = settings_read()
    for setting, value in names_in(EXAMPLES[name]).items():
        assert setting in known or setting.startswith("ANYMAIL_") or re.fullmatch(OF_POSTGRES, setting), setting
        if re.search("KEY|PASSWORD|TOKEN|SECRET|SID", setting):
            assert value == ""
        assert "@" not in value or ":PASSWORD@" in value


def test_units_and_compose_set_only_what_the_settings_read() -> None:
    known = settings_read()
    by_units = {line.split("=")[0] for unit in UNITS.values() for line in given(unit, "Environment")}
    by_compose = {name for service in OURS.values() for name in service.get("environment", {})}
    by_image = set(re.findall(r"(\w+)=", re.findall(r"^ENV (.*)$", (ROOT / "Dockerfile").read_text(), re.M)[0]))
    assert by_units | by_compose | (by_image - {"PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE"}) <= known
    assert by_units == {"REVISIT_VAR", "AUDIT_SEAL_KEY_FILE", "AUDIT_SEALER_STATE"}


def test_the_examples_name_all_that_no_production_starts_without() -> None:
    named = {name for example in EXAMPLES.values() for name in names_in(example)}
    assert named >= NEEDED


@pytest.mark.parametrize("name", UNITS)
def test_a_unit_may_do_little_and_knows_only_its_own_role(name: str) -> None:
    unit, kind = UNITS[name], name.removeprefix("revisit-").removesuffix("@")
    said = dict(lines_of(unit))
    assert {option: said.get(option) for option in HARDENED} == HARDENED
    assert said["User"] != "root"
    assert said["User"] == ("revisit" if ENVIRONMENT_OF[kind] == "application" else f"revisit-{kind}")
    assert given(unit, "EnvironmentFile") == [f"/etc/revisit/{n}.env" for n in ("common", ENVIRONMENT_OF[kind])]
    assert ("LoadCredential" in said) == (kind == "sealer")
    assert f"Environment=REVISIT_VAR=/var/lib/{said['StateDirectory']}" in unit.read_text()
    assert f"u {said['User']} " in (ROOT / "deploy" / "systemd" / "sysusers.conf").read_text()


def test_compose_has_the_same_processes_each_with_its_own_role_and_no_more_rights_than_it_needs() -> None:
    assert {name.removeprefix("revisit-").removesuffix("@") for name in UNITS} == set(ENVIRONMENT_OF) == set(OURS)
    for name, service in OURS.items():
        wanted = [f"deploy/env/{one}.env" for one in ("common", ENVIRONMENT_OF[name])]
        assert service["env_file"] == wanted
        assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
        assert service["security_opt"] == ["no-new-privileges:true"]
        assert ("secrets" in service) == (name == "sealer")
        assert set(service["depends_on"]) <= set(COMPOSE["services"])
    assert "ports" not in COMPOSE["services"]["postgres"] and "ports" not in COMPOSE["services"]["redis"]
    assert OURS["worker"]["deploy"]["replicas"] == 4


def test_the_image_runs_as_nobody_in_particular_and_takes_no_secret_along() -> None:
    image = (ROOT / "Dockerfile").read_text()
    assert re.findall(r"^USER (\w+)$", image, re.MULTILINE) == ["revisit"]
    assert "--require-hashes -r requirements/run.txt" in image
    left_out = (ROOT / ".dockerignore").read_text().split()
    assert {".git", ".env", "deploy/env", "var"} <= set(left_out)
    ignored = (ROOT / ".gitignore").read_text().split()
    assert {"/deploy/env/*.env", "/deploy/env/seal_key"} <= set(ignored)


def test_roles_under_compose_are_those_that_the_command_prints() -> None:
    made = set(
        re.findall(r"^(CREATE .*?)(?: PASSWORD :'\w+')?;$", (ROOT / "deploy/postgres/roles.sh").read_text(), re.M)
    )
    assert made == {line.rstrip(";") for line in statements("revisit") if line.startswith("CREATE ")}
