"""The backend between an app and WorkOS, with FastAPI: `uvicorn app_backend:app`, with TLS in front.

The app sends its user's access token (AuthKit's JWT) and gets at that user's factors. `crates/app-backend` says what each line is against,
and does more: step-up, revocation, limits for wrong tokens and by country. Needs `fastapi` and `pyjwt[crypto]`."""
import math
import os
import time
from contextlib import suppress
from typing import Any, Dict, Optional

import jwt
from fastapi import Depends, FastAPI, HTTPException, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel
from starlette.exceptions import HTTPException as Refusal
from workos_mfa import AsyncWorkOSClient, NotFoundError, WorkOSError

CLIENT_ID, ISSUER = os.environ["WORKOS_CLIENT_ID"], os.environ["APP_BACKEND_ISSUER"]
keys = jwt.PyJWKClient(os.environ["APP_BACKEND_JWKS"], timeout=5)
workos = AsyncWorkOSClient()  # WORKOS_API_KEY
app = FastAPI(openapi_url=None)
clear: Dict[str, float] = {}  # When each user and phone will be as if it had never enrolled.
class Enrolment(BaseModel):
    type: str
    totp_issuer: Optional[str] = None
    totp_user: Optional[str] = None
    phone_number: Optional[str] = None
def problem(status: int, message: str, headers: Any = None, **more: Any) -> JSONResponse:
    return JSONResponse({"message": message, **{name: value for name, value in more.items() if value}}, status, headers)

def user(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    try:
        if scheme.lower() != "bearer" or len(token) > 8192:
            raise jwt.InvalidTokenError
        needed: Any = {"require": ["exp", "iss", "sub", "sid"], "verify_aud": False}
        key = keys.get_signing_key_from_jwt(token)
        claims = jwt.decode(token, key, algorithms=["RS256"], issuer=ISSUER, leeway=30, options=needed)
        audience = claims.get("aud", claims.get("client_id", ISSUER.rpartition("/")[2]))
        if CLIENT_ID not in (audience if isinstance(audience, list) else [audience]) or not claims["sub"]:
            raise jwt.InvalidAudienceError
        return str(claims["sub"])
    except jwt.PyJWKClientConnectionError:
        raise HTTPException(503) from None
    except jwt.PyJWTError:
        raise HTTPException(401, headers={"WWW-Authenticate": "Bearer"}) from None

def take(key: str, count: int, per: float) -> None:
    now = time.monotonic()  # Counts in this process; where there are several, count in a store that they share.
    then = max(clear.pop(key, now), now)
    wait = then + per / count - now - per
    clear[key] = then if wait > 0 else then + per / count
    if len(clear) > 100_000:
        del clear[next(iter(clear))]
    if wait > 0:
        raise HTTPException(429, headers={"Retry-After": str(math.ceil(wait))})

@app.middleware("http")
async def same_site(request: Request, answer: Any) -> Response:
    foreign = request.method not in ("GET", "HEAD") and "origin" in request.headers
    response: Response = problem(403, "This is not for web pages.") if foreign else await answer(request)
    response.headers["Cache-Control"] = "no-store"
    return response
app.add_exception_handler(RequestValidationError, lambda *_: problem(400, "The body is not an enrolment."))
app.add_exception_handler(Refusal, lambda _, error: problem(error.status_code, error.detail, error.headers))
@app.exception_handler(WorkOSError)
def failed(_: Request, error: WorkOSError) -> JSONResponse:
    # What may have been carried out must not be repeated by the app: a 5xx. Only a verdict on the app's input is passed on.
    if error.factor_id:  # It exists, but its secret is lost. The app's client makes outcome `applied` of this: delete it, enrol again.
        return JSONResponse({"object": "authentication_factor", "id": error.factor_id, "code": "reply_lost"}, 201)
    if error.kind == "invalid_request" or error.outcome == "rejected" and error.status in (400, 404, 409, 422, 429):
        wait = {"Retry-After": str(math.ceil(error.retry_after))} if error.retry_after else None
        return problem(error.status or 422, error.message, wait, code=error.code, errors=[each._asdict() for each in error.field_errors])
    if error.outcome in ("not_sent", "rejected"):
        return problem(503 if error.outcome == "not_sent" else 502, "WorkOS can't be used now. Nothing was changed.")
    return problem(504 if error.kind == "timeout" else 502, "This may have been carried out, or not. Look before you try again.")

async def own_factor(id: str, user_id: str = Depends(user)) -> Any:
    with suppress(NotFoundError):
        factor = await workos.mfa.get_factor(id)
        if factor.user_id == user_id:
            return factor
    raise HTTPException(404)  # Another user's factor is answered like one that does not exist.

@app.post("/auth/factors/enroll", status_code=201, response_model=None)
async def enroll(enrolment: Enrolment, user_id: str = Depends(user)) -> Any:
    take(f"user {user_id}", 10, 3600)
    if enrolment.phone_number:
        take(f"phone {enrolment.phone_number}", 5, 86_400)
    given: Any = enrolment.model_dump(exclude_none=True)
    return (await workos.mfa.enroll_factor(**given, user_id=user_id)).to_dict()
@app.get("/auth/factors/{id}", response_model=None)
async def get(factor: Any = Depends(own_factor)) -> Any:
    return factor.to_dict()
@app.delete("/auth/factors/{id}", status_code=204, response_model=None)
async def delete(factor: Any = Depends(own_factor)) -> None:
    await workos.mfa.delete_factor(factor.id)
