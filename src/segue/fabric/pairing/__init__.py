"""Pairing in person: a code on the car's screen, one use, accepted by someone in the car."""

from segue.fabric.pairing._car import CarPairing
from segue.fabric.pairing._code import PairCode, parse_pair_url
from segue.fabric.pairing._conversation import (
    PairAsked,
    PairGranted,
    PairingConversation,
    PairingEvent,
    PairingMessage,
    PairRefused,
    PairWaiting,
    refusal_error,
)
from segue.fabric.pairing._derive import SECRET_BYTES, check_code, pair_proof
from segue.fabric.pairing._offers import OFFER_LIFE_S, Matched, OfferBook, Refused
from segue.fabric.pairing._phone import PhonePairing

__all__ = [
    "OFFER_LIFE_S",
    "SECRET_BYTES",
    "CarPairing",
    "Matched",
    "OfferBook",
    "PairAsked",
    "PairCode",
    "PairGranted",
    "PairRefused",
    "PairWaiting",
    "PairingConversation",
    "PairingEvent",
    "PairingMessage",
    "PhonePairing",
    "Refused",
    "check_code",
    "pair_proof",
    "parse_pair_url",
    "refusal_error",
]
