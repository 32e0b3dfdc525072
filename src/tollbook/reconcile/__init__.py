"""Groups of claims to incidents: figures, totals over parts, disagreements, findings."""

from tollbook.reconcile.check import Finding, check
from tollbook.reconcile.incidents import reconcile

__all__ = ["Finding", "check", "reconcile"]
