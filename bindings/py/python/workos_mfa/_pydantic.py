"""The models as pydantic's fields, and so as FastAPI's response models. Loaded by the native module when pydantic asks.

In Python a field takes an object of the class or a dict in the wire's form, and in JSON the wire's form; it is written as `to_dict()`
writes it, secrets of a factor that has just been enrolled included.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Callable

from pydantic_core import core_schema

from ._native import EnrolledFactor, EnrolledTotp, Factor, Metadata, Sms, Totp


def schema(cls: type[Any]) -> core_schema.CoreSchema:
    read = core_schema.no_info_after_validator_function(_reader(cls), _wire(cls, _read_moment()))
    return core_schema.json_or_python_schema(
        json_schema=read,
        python_schema=core_schema.union_schema([core_schema.is_instance_schema(cls), read]),
        serialization=core_schema.plain_serializer_function_ser_schema(
            cls.to_dict, return_schema=_wire(cls, core_schema.str_schema(metadata={"pydantic_js_updates": {"format": "date-time"}}))
        ),
    )


def _read_moment() -> core_schema.CoreSchema:
    return core_schema.datetime_schema(tz_constraint="aware")


def _reader(cls: type[Any]) -> Callable[[dict[str, Any]], Any]:
    parts: dict[str, type[Any]] = {"sms": Sms, "totp": EnrolledTotp if cls is EnrolledFactor else Totp}

    def read(wire: dict[str, Any]) -> Any:
        members = {name: parts[name](**value) if name in parts and value is not None else value for name, value in wire.items()}
        members.pop("object", None)
        return cls(**members)

    return read


def _wire(cls: type[Any], moment: core_schema.CoreSchema) -> core_schema.CoreSchema:
    text = core_schema.str_schema()

    def members(*, optional: dict[str, core_schema.CoreSchema] | None = None, **needed: core_schema.CoreSchema) -> core_schema.CoreSchema:
        fields = {name: core_schema.typed_dict_field(each) for name, each in needed.items()}
        for name, each in (optional or {}).items():
            fields[name] = core_schema.typed_dict_field(core_schema.nullable_schema(each), required=False)
        return core_schema.typed_dict_schema(fields)

    if cls is Sms:
        return members(phone_number=text)
    if cls is Totp:
        return members(issuer=text, user=text)
    if cls is EnrolledTotp:
        return members(issuer=text, user=text, secret=text, qr_code=text, uri=text)
    if cls is Metadata:
        return members(
            status=core_schema.int_schema(),
            attempts=core_schema.int_schema(),
            elapsed=core_schema.float_schema(),
            optional={"request_id": text, "headers": core_schema.dict_schema(text, text)},
        )
    assert cls in (Factor, EnrolledFactor)
    totp = _wire(EnrolledTotp if cls is EnrolledFactor else Totp, moment)
    optional = {"object": text, "user_id": text, "totp": totp, "sms": _wire(Sms, moment)}
    return members(id=text, type=text, created_at=moment, updated_at=moment, optional=optional)
