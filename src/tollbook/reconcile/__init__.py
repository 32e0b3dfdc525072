"""Groups of claims to incidents: figures, totals over parts, disagreements, findings."""

from tollbook.reconcile.check import Finding, Open, check
from tollbook.reconcile.incidents import reconcile
from tollbook.reconcile.superlatives import check_records

__all__ = ["Finding", "Open", "check", "check_records", "reconcile"]
