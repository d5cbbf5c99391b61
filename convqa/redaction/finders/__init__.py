"""Finders: each reads the whole conversation and yields the personal data of one family that it recognises."""

from __future__ import annotations

from convqa.redaction.finders.address import find_nordic_streets, find_spoken_streets
from convqa.redaction.finders.backside import find_codes_on_the_back
from convqa.redaction.finders.birth import find_birth_dates
from convqa.redaction.finders.british import find_british_streets, find_flats, find_streets_before_number
from convqa.redaction.finders.codes import find_codes
from convqa.redaction.finders.contact import (
    find_emails,
    find_handles,
    find_internet_addresses,
    find_urls,
    find_usernames,
)
from convqa.redaction.finders.doorcodes import find_asked_codes, find_door_codes, find_read_codes
from convqa.redaction.finders.dwelling import find_asked_addresses, find_dwellings, find_signed_addresses
from convqa.redaction.finders.expiry import find_expiry_dates
from convqa.redaction.finders.identity import find_identity_numbers
from convqa.redaction.finders.initials import find_initials
from convqa.redaction.finders.numbered import find_alone, find_listed, find_numbered, find_requested
from convqa.redaction.finders.payment import find_accounts, find_cards
from convqa.redaction.finders.phone import find_phones
from convqa.redaction.finders.plate import find_plates
from convqa.redaction.finders.postcode import find_postcodes
from convqa.redaction.finders.reference import find_asked_numbers, find_long_numbers, find_named_numbers
from convqa.redaction.finders.saidplate import find_said_plates
from convqa.redaction.finders.secret import find_codes_of_ones_own, find_secret_replies
from convqa.redaction.finders.shortends import find_short_ends
from convqa.redaction.finders.spelled import find_spelled_names
from convqa.redaction.finders.spoken import find_said, find_spoken_dates
from convqa.redaction.finders.users import find_user_shapes
from convqa.redaction.findings import Finder

__all__ = ["FINDERS"]

FINDERS: tuple[Finder, ...] = (
    find_emails,
    find_urls,
    find_internet_addresses,
    find_usernames,
    find_user_shapes,
    find_handles,
    find_phones,
    find_identity_numbers,
    find_cards,
    find_short_ends,
    find_expiry_dates,
    find_codes_on_the_back,
    find_secret_replies,
    find_codes_of_ones_own,
    find_asked_codes,
    find_door_codes,
    find_read_codes,
    find_accounts,
    find_plates,
    find_said_plates,
    find_birth_dates,
    find_named_numbers,
    find_asked_numbers,
    find_long_numbers,
    find_codes,
    find_alone,
    find_numbered,
    find_listed,
    find_requested,
    find_nordic_streets,
    find_british_streets,
    find_streets_before_number,
    find_flats,
    find_dwellings,
    find_asked_addresses,
    find_signed_addresses,
    find_postcodes,
    find_initials,
    find_spelled_names,
    find_said,
    find_spoken_dates,
    find_spoken_streets,
)
"""All finders but `find_people`, which also takes the speakers' names."""
