#!/usr/bin/env python3
"""secrets.py BAYPLAN FAKE_AWS KILL_SHIM - credentials come from every place of the chain, all is told that can be told
(--verbose), runs are killed, resumed and taken back, STS refuses with our own request in its answer: and no secret is
in any output, journal, steps or file, in whatever spelling. That they were used, the requests say."""
import base64
import http.server
import json
import os
import stat
import sys
import threading
import urllib.parse

from fake import ACCOUNT, KEY, REGION, SECRET
from runs import KILLED, Bench, Run

TOKEN = "session/token+of=the=run"
BASE_SECRET, BASE_TOKEN = "base/secret+key", "base/token+of=the=source"
WEB_TOKEN, BOX_TOKEN, IMDS_TOKEN = "eyJ3ZWIi.web-identity.token", "Basic box-authorization", "imds/token+of=the=instance"
TASK_SECRET = "a secret of the task's"
ARN = f"arn:aws:iam::{ACCOUNT}:user/deployer"
SECRETS = [SECRET, TOKEN, BASE_SECRET, BASE_TOKEN, WEB_TOKEN, BOX_TOKEN, IMDS_TOKEN, TASK_SECRET]
NEVER = ["Signature=", "AWS4-HMAC-SHA256", "X-Amz-Security-Token"]  # nor what is made of them
EXPIRES = "2036-01-01T00:00:00Z"


def spellings(secret):
    raw = secret.encode()
    return {secret, urllib.parse.quote(secret, safe=""), urllib.parse.quote_plus(secret), json.dumps(secret)[1:-1],
            json.dumps(secret).replace("/", "\\/")[1:-1], base64.b64encode(raw).decode().rstrip("="), raw.hex()}


class Giver(http.server.BaseHTTPRequestHandler):
    """STS, a container's credentials and IMDSv2."""
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, text, status=200):
        self.send_response(status)
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def read(self):
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        self.server.heard.append(f"{self.command} {self.path}\n{self.headers}\n{body}")
        return body

    def do_PUT(self):
        self.read()
        self.answer(IMDS_TOKEN)

    def do_GET(self):
        self.read()
        keys = {"Code": "Success", "AccessKeyId": KEY, "SecretAccessKey": SECRET, "Token": TOKEN, "Expiration": EXPIRES}
        if self.path.endswith("/security-credentials/"):
            self.answer("builder")
        else:
            self.answer(json.dumps(keys))

    def do_POST(self):
        sent = urllib.parse.parse_qs(self.read())
        action = sent["Action"][0]
        if self.server.echoes:
            canonical = f"The Canonical String for this request should have been 'POST\n/\n\n{self.headers}'"
            said = f"<Code>SignatureDoesNotMatch</Code><Message>It does not match. {canonical}</Message>"
            self.answer(f"<ErrorResponse><Error>{said}</Error><RequestId>r</RequestId></ErrorResponse>", 403)
        elif action == "GetCallerIdentity":
            self.reply(action, f"<Arn>{ARN}</Arn><UserId>U</UserId><Account>{ACCOUNT}</Account>")
        else:
            keys = f"<AccessKeyId>{KEY}</AccessKeyId><SecretAccessKey>{SECRET}</SecretAccessKey>"
            keys += f"<SessionToken>{TOKEN}</SessionToken><Expiration>{EXPIRES}</Expiration>"
            self.reply(action, f"<Credentials>{keys}</Credentials>{self.server.torn}")

    def reply(self, action, result):
        self.answer(f'<{action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><{action}Result>{result}'
                    f"</{action}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></{action}Response>")


class Search:
    """All that was said and written, and what must not be in it."""

    def __init__(self):
        self.failures, self.looked = [], 0

    def look(self, where, text):
        self.looked += 1
        for secret in SECRETS:
            for spelling in spellings(secret):
                if spelling in text:
                    self.failures.append(f"{where} holds \"{secret}\" as \"{spelling}\"")
        for word in NEVER:
            if word in text:
                self.failures.append(f"{where} holds \"{word}\"")

    def folder(self, name, folder, leave_out):
        for parent, _, files in os.walk(folder):
            for file in files:
                path = os.path.join(parent, file)
                if parent not in leave_out and path not in leave_out:
                    with open(path, encoding="utf-8", errors="replace") as opened:
                        self.look(f"{name}: {os.path.basename(path)}", opened.read())


class Place:
    """A place that credentials come from: an environment and shared files."""

    def __init__(self, name, env, config="", credentials="", heard=()):
        self.name, self.env, self.config, self.credentials, self.heard = name, env, config, credentials, heard


def places(giver, home):
    url = f"http://127.0.0.1:{giver.server_port}"
    sts = {"AWS_ENDPOINT_URL_STS": url}
    role = f"role_arn = arn:aws:iam::{ACCOUNT}:role/builder\n"
    base = f"[base]\naws_access_key_id = AKIDBASE\naws_secret_access_key = {BASE_SECRET}\naws_session_token = {BASE_TOKEN}\n"
    own = f"aws_access_key_id = {KEY}\naws_secret_access_key = {SECRET}\naws_session_token = {TOKEN}\n"
    program = f"{home}/.aws/give"
    with open(program, "w", encoding="utf-8") as file:
        keys = {"Version": 1, "AccessKeyId": KEY, "SecretAccessKey": SECRET, "SessionToken": TOKEN, "Expiration": EXPIRES}
        file.write(f"#!/bin/sh\necho '{SECRET} {TOKEN}' >&2\ncat <<'END'\n{json.dumps(keys)}\nEND\n")
    os.chmod(program, stat.S_IRWXU)
    with open(f"{home}/.aws/web", "w", encoding="utf-8") as file:
        file.write(WEB_TOKEN)
    return [
        Place("environment", {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_SESSION_TOKEN": TOKEN}),
        Place("credentials file", {}, credentials="[default]\n" + own),
        Place("process", {}, config=f"[default]\ncredential_process = {program} '{BASE_SECRET}'\n"),
        Place("role", sts, config=f"[default]\n{role}source_profile = base\n", credentials=base,
              heard=["Action=AssumeRole&", BASE_TOKEN]),
        Place("web identity", sts | {"AWS_WEB_IDENTITY_TOKEN_FILE": f"{home}/.aws/web",
                                     "AWS_ROLE_ARN": f"arn:aws:iam::{ACCOUNT}:role/pod"}, heard=[WEB_TOKEN]),
        Place("container", {"AWS_CONTAINER_CREDENTIALS_FULL_URI": f"{url}/v2/credentials",
                            "AWS_CONTAINER_AUTHORIZATION_TOKEN": BOX_TOKEN}, heard=[BOX_TOKEN]),
        Place("instance", {"AWS_EC2_METADATA_SERVICE_ENDPOINT": url, "AWS_EC2_METADATA_DISABLED": "false"},
              heard=["PUT /latest/api/token", IMDS_TOKEN]),
    ]


class Test:
    def __init__(self, bench, giver):
        self.bench, self.giver, self.search = bench, giver, Search()
        self.aws = f"{bench.folder}/.aws"
        os.mkdir(self.aws)

    def demand(self, what, holds):
        if not holds:
            self.search.failures.append(what)

    def settle(self, place):
        """The run's environment; an empty variable counts as unset, so the bench's own keys are taken back."""
        for name, text in (("config", place.config), ("credentials", place.credentials)):
            with open(f"{self.aws}/{name}", "w", encoding="utf-8") as file:
                file.write(text)
            os.chmod(f"{self.aws}/{name}", 0o600)
        self.giver.heard.clear()
        return {"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""} | place.env

    def said(self, name, run):
        self.search.look(f"{name}: stdout", run.out)
        self.search.look(f"{name}: stderr", run.err)

    def start(self, requests):
        os.makedirs(requests, exist_ok=True)
        return self.bench.start("--requests", requests)

    def look_at(self, place):
        """A dry run with all its lines."""
        requests = f"{self.bench.folder}/requests of {place.name}"
        env = self.settle(place)
        with self.start(requests) as fake:
            run = Run(self.bench, fake)
            code = run.do("apply", run.plan, "--dry-run", "--verbose", "-o", f"{run.folder}/steps.json", env=env)
            self.demand(f"{place.name}: a dry run ends with {code}: {run.err}", code == 0)
            self.demand(f"{place.name}: --verbose tells no call: {run.err}", "POST ecs." in run.err)
            self.said(place.name, run)
            self.search.folder(place.name, run.folder, ())
            run.close()
        sent = "".join(open(f"{requests}/{file}", encoding="utf-8").read() for file in os.listdir(requests))
        self.demand(f"{place.name}: the requests do not hold the session token", TOKEN in sent)
        for word in place.heard:
            self.demand(f"{place.name}: nobody was asked for \"{word}\"", any(word in text for text in self.giver.heard))

    def story(self, place):
        """A whole run, killed half-way and resumed, taken back, made again and destroyed; each word of it is read."""
        env = self.settle(place)
        with self.start(f"{self.bench.folder}/requests of a story") as fake:
            run = Run(self.bench, fake)
            told = [run.apply("--verbose", kill=(8, "after"), env=env)]
            self.said("apply, killed", run)
            told.append(run.do("resume", run.journal, "--verbose", env=env))
            self.said("resume", run)
            told.append(run.do("observe", "shopfront", "--verbose", "-o", f"{run.folder}/cluster.json", env=env))
            self.said("observe", run)
            told.append(run.do("rollback", run.journal, "--verbose", "--yes", run.hash(), env=env))
            self.said("rollback", run)
            self.demand(f"exit codes {told} are not killed, 0, 0, ...:\n{run.told[-2000:]}", told[:3] == [KILLED, 0, 0])
            for form in ("cloudformation", "terraform"):
                run.do("export", run.plan, "--format", form, env=env)
                self.said(f"export {form}", run)
            self.search.folder("story", run.folder, ())
            self.demand("there is no journal to look at", os.path.exists(run.journal))
            run.close()

    def refusals(self, role, key):
        """STS repeats our request in its answer, a reply is torn within a secret, a key is the wrong one."""
        for name, place, echoes, torn in (("echo", role, True, ""), ("torn", role, False, f"<{SECRET}"),
                                          ("echo of the token", key, True, "")):
            env = self.settle(place)
            self.giver.echoes, self.giver.torn = echoes, torn
            env["AWS_ENDPOINT_URL_STS"] = f"http://127.0.0.1:{self.giver.server_port}"
            with self.start(f"{self.bench.folder}/requests of refusals") as fake:
                run = Run(self.bench, fake)
                code = run.do("apply", run.plan, "--dry-run", "--verbose", env=env)
                self.demand(f"{name}: ends with {code}: {run.err}", code == 1)
                self.said(name, run)
                run.close()
        self.giver.echoes, self.giver.torn = False, ""


def main():
    giver = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Giver)
    giver.heard, giver.echoes, giver.torn = [], False, ""
    threading.Thread(target=giver.serve_forever, daemon=True).start()
    bench = Bench(*sys.argv[1:4])
    bench.world["credentials"][KEY]["session_token"] = TOKEN
    try:
        test = Test(bench, giver)
        of = {place.name: place for place in places(giver, bench.folder)}
        for place in of.values():
            test.look_at(place)
        test.story(of["environment"])
        test.refusals(of["role"], of["environment"])
    finally:
        bench.close()
        giver.shutdown()
    for failure in test.search.failures:
        print(failure, file=sys.stderr)
    print(f"{test.search.looked} outputs and files, {len(SECRETS)} secrets in {REGION}: {len(test.search.failures)} found")
    return 1 if test.search.failures else 0


if __name__ == "__main__":
    sys.exit(main())
