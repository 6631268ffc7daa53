"""Scope `rpa`: the processes that smart processes have replaced."""
