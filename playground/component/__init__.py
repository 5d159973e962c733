"""The form as a component: drawn from what it holds, edited, and read back. It knows no run, no service and no page."""
