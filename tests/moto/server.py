"""moto as a server on loopback, with what it is known to drop put back, and every request written down.

server.py PORT_FILE REQUESTS_DIR [FREE_CALLS]: the port it listens on is written to PORT_FILE; each request goes to
REQUESTS_DIR/NNNN-service.Operation.req. After FREE_CALLS calls, signatures and IAM permissions are checked.

moto 5.2.1 knows no tags of scalable targets, and forgets what CreateService says of the capacity provider strategy, placement, deployment configuration and
rebalancing (UpdateService keeps them), and its services never run a task. All this is mended here, and only here: what
this emulator is used for is the wire, signatures, permissions and reads, not ECS's behaviour.
"""

import io
import json
import os
import pathlib
import sys

if len(sys.argv) > 3:
    os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = sys.argv[3]

from moto.applicationautoscaling.responses import ApplicationAutoScalingResponse  # noqa: E402
from moto.ecs.models import EC2ContainerServiceBackend  # noqa: E402
from moto.ecs.responses import EC2ContainerServiceResponse  # noqa: E402
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app  # noqa: E402
from werkzeug.serving import make_server  # noqa: E402

KEPT = {
    "capacityProviderStrategy": "capacity_provider_strategy",
    "placementStrategy": "placement_strategy",
    "placementConstraints": "placement_constraints",
    "deploymentConfiguration": "deployment_configuration",
    "availabilityZoneRebalancing": "availability_zone_rebalancing",
}


def run_its_tasks(service):
    """Every task runs at once, and the deployment is through."""
    service.running_count, service.pending_count = service.desired_count, 0
    for deployment in service.deployments:
        deployment.update(
            runningCount=service.desired_count,
            desiredCount=service.desired_count,
            pendingCount=0,
            rolloutState="COMPLETED",
            taskDefinition=service.task_definition,
        )


create_service = EC2ContainerServiceResponse.create_service
update_service = EC2ContainerServiceBackend.update_service


def create_service_and_keep(self):
    result = create_service(self)
    service = self.ecs_backend._get_service(self._get_param("cluster", "default"), self._get_param("serviceName"))
    for key, attribute in KEPT.items():
        if self._get_param(key) is not None:
            setattr(service, attribute, self._get_param(key))
    if self._get_param("capacityProviderStrategy"):
        service.launch_type = None
    run_its_tasks(service)
    return result


def update_service_and_run(self, properties):
    service = update_service(self, properties)
    if service.task_definition and ":task-definition/" not in service.task_definition:
        service.task_definition = self.describe_task_definition(service.task_definition).arn
    if getattr(service, "capacity_provider_strategy", None):
        service.launch_type = None
    run_its_tasks(service)
    return service


EC2ContainerServiceResponse.create_service = create_service_and_keep
EC2ContainerServiceBackend.update_service = update_service_and_run


target_tags = {}
register_scalable_target = ApplicationAutoScalingResponse.register_scalable_target


def register_and_tag(self):
    answer = register_scalable_target(self)
    target_tags.setdefault(json.loads(answer)["ScalableTargetARN"], self._get_param("Tags") or {})
    return answer


def list_tags_for_resource(self):
    return json.dumps({"Tags": target_tags.get(self._get_param("ResourceARN"), {})})


ApplicationAutoScalingResponse.register_scalable_target = register_and_tag
ApplicationAutoScalingResponse.list_tags_for_resource = list_tags_for_resource


class Recorder:
    """Writes each request as it came before moto answers it."""

    def __init__(self, application, folder):
        self.application, self.folder, self.count = application, pathlib.Path(folder), 0

    def __call__(self, environ, start_response):
        length = int(environ.get("CONTENT_LENGTH") or 0)
        body = environ["wsgi.input"].read(length)
        environ["wsgi.input"] = io.BytesIO(body)
        self.write(environ, body)
        return self.application(environ, start_response)

    def write(self, environ, body):
        target = environ.get("HTTP_X_AMZ_TARGET", "")
        scope = environ.get("HTTP_AUTHORIZATION", "").partition("Credential=")[2].split("/")
        if len(scope) < 4 or environ["REQUEST_METHOD"] != "POST":
            return
        operation = target.rpartition(".")[2]
        for part in body.decode("utf-8", "replace").split("&"):
            if part.startswith("Action="):
                operation = part[len("Action="):]
        head = [f"POST {environ.get('PATH_INFO', '/')} HTTP/1.1", f"Content-Type: {environ.get('CONTENT_TYPE', '')}"]
        for key, value in sorted(environ.items()):
            if key.startswith("HTTP_") and key != "HTTP_AUTHORIZATION":
                head.append(f"{key[5:].replace('_', '-').title()}: {value}")
        self.count += 1
        name = f"{self.count:04d}-{scope[3]}.{operation}.req"
        (self.folder / name).write_bytes("\r\n".join(head).encode() + b"\r\n\r\n" + body)


def main():
    application = DomainDispatcherApplication(create_backend_app)
    server = make_server("127.0.0.1", 0, Recorder(application, sys.argv[2]), threaded=False)
    os.environ["MOTO_PORT"] = str(server.port)
    ready = pathlib.Path(sys.argv[1])
    ready.with_suffix(".new").write_text(str(server.port))
    ready.with_suffix(".new").rename(ready)
    server.serve_forever()


main()
