"""Responses to interactions, and followups."""

from __future__ import annotations

from . import payloads
from .interaction import Interaction, Response
from .rest import Call, Routes
from .world import Json, Message


def respond(call: Call) -> Json | None:
    interaction = call.loopback.interactions.respond(
        call.id("interaction_id"), call.params["token"], call.data, call.files
    )
    if call.query.get("with_response") not in ("1", "true"):
        return None
    return _answer(call, interaction)


def _answer(call: Call, interaction: Interaction) -> Json:
    """What the callback gives back: the interaction, and the message that it made."""
    about: Json = {"id": str(interaction.id), "type": interaction.kind}
    message = interaction.original
    if message:
        about |= {
            "response_message_id": str(message.id),
            "response_message_loading": message.loading,
            "response_message_ephemeral": message.ephemeral,
        }
    if message is None or interaction.response not in (Response.REPLY, Response.UPDATE):
        return {"interaction": about}
    resource = {"type": interaction.response, "message": _message(call, message)}
    return {"interaction": about, "resource": resource}


def followup(call: Call) -> Json:
    made = call.loopback.interactions.followup(call.params["token"], call.data, call.files)
    return _message(call, made)


def get(call: Call) -> Json:
    found = call.loopback.interactions.find(call.params["token"], call.params["message_id"])
    return _message(call, found)


def edit(call: Call) -> Json:
    token, message_id = call.params["token"], call.params["message_id"]
    return _message(call, call.loopback.interactions.edit(token, message_id, call.data, call.files))


def delete(call: Call) -> None:
    call.loopback.interactions.delete(call.params["token"], call.params["message_id"])


def _message(call: Call, message: Message) -> Json:
    return payloads.of_message(message, bot=call.loopback.world.bot)


_WEBHOOK = "/webhooks/{application_id}/{token}"

ROUTES: Routes = (
    ("POST", "/interactions/{interaction_id}/{token}/callback", respond),
    ("POST", _WEBHOOK, followup),
    ("GET", _WEBHOOK + "/messages/{message_id}", get),
    ("PATCH", _WEBHOOK + "/messages/{message_id}", edit),
    ("DELETE", _WEBHOOK + "/messages/{message_id}", delete),
)
