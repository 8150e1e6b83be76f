"""Spot prices and instance types asked of moto with signed calls: `bayplan prices query` against what boto3 is told.

prices.py BAYPLAN SCRATCH. moto has no price list, so GetProducts is tested elsewhere (tests/unit/pricing/test_query.c).
Every request is held against botocore's models. Ends with 77 (skipped) where moto is not installed, unless
BAYPLAN_MOTO=required.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import time
from decimal import Decimal

HERE = pathlib.Path(__file__).resolve().parent
REGION, TYPE = "us-east-1", "m6i.large"

try:
    import boto3
    import moto  # noqa: F401
except ImportError as error:
    print(f"skipped: {error}; pip install 'moto[server]==5.2.1'")
    sys.exit(1 if os.environ.get("BAYPLAN_MOTO") == "required" else 77)


def start(scratch):
    requests, port_file = scratch / "requests", scratch / "port"
    requests.mkdir(parents=True)
    log = open(scratch / "moto.log", "wb")
    server = subprocess.Popen([sys.executable, str(HERE / "server.py"), str(port_file), str(requests), "1000"],
                              stdout=log, stderr=log)
    for _ in range(300):
        if port_file.exists():
            return server, f"http://127.0.0.1:{port_file.read_text()}", requests
        time.sleep(0.1)
    server.terminate()
    raise SystemExit(f"moto did not start: {(scratch / 'moto.log').read_text()[-2000:]}")


def last_prices(endpoint):
    """Zone -> its last price, as boto3 is told."""
    client = boto3.client("ec2", region_name=REGION, endpoint_url=endpoint, aws_access_key_id="a",
                          aws_secret_access_key="b")
    answer = client.describe_spot_price_history(InstanceTypes=[TYPE], ProductDescriptions=["Linux/UNIX"])
    rows = sorted(answer["SpotPriceHistory"], key=lambda row: row["Timestamp"])
    return {row["AvailabilityZone"]: Decimal(row["SpotPrice"]) for row in rows}


def query(bayplan, endpoint, book):
    environment = {"PATH": os.environ["PATH"], "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b",
                   "AWS_EC2_METADATA_DISABLED": "true", "AWS_CONFIG_FILE": "/dev/null",
                   "AWS_SHARED_CREDENTIALS_FILE": "/dev/null"}
    subprocess.run([bayplan, "prices", "query", TYPE, "--ask", "spot,instance_types", "--fresh", "--region", REGION,
                    "--endpoint-url", endpoint, "-o", str(book)], check=True, env=environment, timeout=60,
                   stdout=subprocess.DEVNULL)
    return json.loads(book.read_text())


def main():
    scratch = pathlib.Path(sys.argv[2]) / "prices"
    shutil.rmtree(scratch, ignore_errors=True)
    server, endpoint, requests = start(scratch)
    try:
        zones = last_prices(endpoint)
        for request in requests.glob("*.req"):
            request.unlink()  # boto3's own
        book = query(sys.argv[1], endpoint, scratch / "book.json")
    finally:
        server.terminate()
        server.wait()
    mean = (sum(zones.values()) / len(zones)).quantize(Decimal("1e-9"))
    rows = [(row["item"], row["purchase"], Decimal(row["price"])) for row in book["prices"]]
    if rows != [(TYPE, "spot", mean)]:
        sys.exit(f"FAILED: {rows} of {zones}")
    asked = sorted(request.name.split(".")[1] for request in requests.glob("*.req"))
    if asked != ["DescribeInstanceTypes", "DescribeSpotPriceHistory"]:
        sys.exit(f"FAILED: asked {asked}")
    check = HERE.parent / "apply" / "check_requests.py"
    sys.exit(subprocess.run([sys.executable, str(check), str(requests)], check=False).returncode)


main()
