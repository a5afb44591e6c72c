"""Outlast: which mandated collaborations outlast their funding?"""
