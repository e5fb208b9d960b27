"""The ports of the program's services: who holds one, the next free one, and what was really taken.

``holders`` asks the system who has a port, ``binding`` makes sockets that nobody can take away, ``records`` is the run
file by which clients find the services, ``words`` says what happened, and ``service`` puts these together.
"""

from app.services.ports.holders import Holder
from app.services.ports.records import Served, read_records
from app.services.ports.service import SERVICES, Ports, PortStatus, TakenPort

__all__ = ["SERVICES", "Holder", "PortStatus", "Ports", "Served", "TakenPort", "read_records"]
