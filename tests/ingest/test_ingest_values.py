from __future__ import annotations

import pytest

from convqa.conversation import Channel, Language, Role
from convqa.errors import UsageError
from convqa.ingest import FIELDS, IngestOptions, parse_columns
from convqa.ingest.times import offsets, parse_moment, parse_seconds
from convqa.ingest.values import parse_channel, parse_language, parse_role


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        ("2026-02-03T10:02:11+01:00", "2026-02-03T10:02:11+01:00"),
        ("2026-02-03T10:02:11Z", "2026-02-03T10:02:11+00:00"),
        ("2026-02-03 10:02", "2026-02-03T10:02:00"),
        ("03-02-2026 10:02", "2026-02-03T10:02:00"),
        ("3.2.2026 kl. 10.02", "2026-02-03T10:02:00"),
        ("03/02/26, 10:02:30", "2026-02-03T10:02:30"),
        ("3/2/2026 1:05 PM", "2026-02-03T13:05:00"),
        ("3-2-2026", "2026-02-03T00:00:00"),
        (1770112931, "2026-02-03T10:02:11+00:00"),
        (1770112931000, "2026-02-03T10:02:11+00:00"),
        ("1770112931.0", "2026-02-03T10:02:11+00:00"),
    ],
)
def test_dates(value: object, iso: str) -> None:
    moment = parse_moment(value)
    assert moment is not None
    assert moment.iso == iso


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("10:02", 36120.0),
        ("10.02", 36120.0),
        ("kl. 10:02:30", 36150.0),
        ("12:05 am", 300.0),
        ("12:05 p.m.", 43500.0),
        ("10:02:30,5", 36150.5),
    ],
)
def test_clocks(value: str, seconds: float) -> None:
    moment = parse_moment(value)
    assert moment is not None
    assert (moment.seconds, moment.scale, moment.iso) == (seconds, "clock", None)


@pytest.mark.parametrize(
    "value",
    [
        None,
        True,
        "",
        "i går",
        "25:00",
        "10:60",
        "31-02-2026 10:00",
        "99-99-2026",
        "17",
        1e30,
        "nan",
        "2026-13-01",
        "3-2-2026 kl.",
    ],
)
def test_no_times(value: object) -> None:
    assert parse_moment(value) is None


@pytest.mark.parametrize(
    ("value", "seconds"),
    [(0, 0.0), (1.23456, 1.235), ("2,5", 2.5), ("01:02.5", 62.5), ("1:00:00", 3600.0), ("90", 90.0)],
)
def test_lengths_of_time(value: object, seconds: float) -> None:
    assert parse_seconds(value) == seconds


@pytest.mark.parametrize("value", [None, False, -1, float("nan"), float("inf"), "x", "", "-5", [1]])
def test_no_lengths_of_time(value: object) -> None:
    assert parse_seconds(value) is None


def test_offsets() -> None:
    clocks = [parse_moment(text) for text in ("23:59", "x", "00:01", "00:00")]
    assert offsets(clocks) == [0.0, None, 120.0, 60.0]
    assert offsets([parse_moment("10:00"), parse_moment("2026-02-03 10:00")]) == [None, None]
    assert offsets([]) == []


@pytest.mark.parametrize(
    ("value", "role"),
    [
        ("agent", Role.AGENT),
        (" Kunde ", Role.CUSTOMER),
        ("BOT", Role.BOT),
        ("system", Role.SYSTEM),
        ("airline", None),
        ("", None),
        (3, None),
    ],
)
def test_roles(value: object, role: Role | None) -> None:
    assert parse_role(value) is role


@pytest.mark.parametrize(
    ("value", "language"),
    [
        ("da", Language.DA),
        ("nb_NO", Language.NB),
        ("nn-NO", Language.NN),
        ("Svenska", Language.SV),
        ("no", Language.NB),
        ("en-GB", Language.EN),
        ("fi", None),
        ("dansker", None),
    ],
)
def test_languages(value: object, language: Language | None) -> None:
    assert parse_language(value) is language


@pytest.mark.parametrize(("value", "channel"), [("Chat", Channel.CHAT), ("e-mail", Channel.EMAIL), ("fax", None)])
def test_channels(value: object, channel: Channel | None) -> None:
    assert parse_channel(value) is channel


@pytest.mark.parametrize("enum", [Role, Language, Channel])
def test_every_value_is_read_by_its_own_name(enum: type[Role] | type[Language] | type[Channel]) -> None:
    parse = {Role: parse_role, Language: parse_language, Channel: parse_channel}[enum]
    assert [parse(str(value)) for value in enum] == list(enum)


def test_a_map() -> None:
    assert parse_columns(" conversation = thread_id,speaker=0 ,text=a.b") == {
        "conversation": "thread_id",
        "speaker": "0",
        "text": "a.b",
    }


@pytest.mark.parametrize("text", ["", "text", "text=", "=x", "text=a,,speaker=b", "text=a,text=b", "colour=a"])
def test_bad_maps(text: str) -> None:
    with pytest.raises(UsageError):
        parse_columns(text)


def test_an_unknown_field_lists_the_known() -> None:
    with pytest.raises(UsageError, match=", ".join(FIELDS)):
        IngestOptions(columns={"colour": "x"})
