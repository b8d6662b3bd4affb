"""Asks nova for fifty servers at once and waits until none is being built: `stackup run openstack -- python3 many_openstack_servers.py`.

Prints how many are ACTIVE with an address, how many there are, and the seconds that it took; then they are deleted.
"""

import concurrent.futures, time
from openstack_api import Cloud, wait_until
count, cloud = 50, Cloud()
cloud("PUT", "compute", f"/os-quota-sets/{cloud.project}", {"quota_set": {"instances": 100, "cores": 100, "ram": 102400}})
image = cloud("POST", "image", "/v2/images", {"name": "many", "disk_format": "raw", "container_format": "bare"})["id"]
cloud("PUT", "image", f"/v2/images/{image}/file", b"\0" * 512, Content_Type="application/octet-stream")
network = cloud("POST", "network", "/v2.0/networks", {"network": {"name": "many"}})["network"]["id"]
cloud("POST", "network", "/v2.0/subnets", {"subnet": {"network_id": network, "ip_version": 4, "cidr": "10.8.0.0/24"}})
flavor = cloud("POST", "compute", "/flavors", {"flavor": {"name": "many", "ram": 64, "vcpus": 1, "disk": 1}})["flavor"]["id"]

def create(number):
    wanted = {"name": f"many-{number}", "imageRef": image, "flavorRef": flavor, "networks": [{"uuid": network}]}
    return cloud("POST", "compute", "/servers", {"server": wanted})["server"]["id"]

def settled():
    found = cloud("GET", "compute", "/servers/detail?name=many-")["servers"]
    return all(server["status"] != "BUILD" for server in found) and found

begun = time.monotonic()
with concurrent.futures.ThreadPoolExecutor(count) as pool:
    list(pool.map(create, range(count)))
servers = wait_until(settled, 600)
took = time.monotonic() - begun
active = sum(server["status"] == "ACTIVE" and bool(server["addresses"]) for server in servers)
for server in servers:
    cloud("DELETE", "compute", f"/servers/{server['id']}")
print(active, len(servers), round(took, 1))
