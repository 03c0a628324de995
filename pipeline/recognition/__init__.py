"""Engines that turn pictures of print into text; nobody else starts one."""
