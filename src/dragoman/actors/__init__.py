"""Article, Reading → Cast.

Who is named in an article, and who is meant by "the minister", "the diplomat", "he": persons, states, organs,
organisations, armed groups and outlets, with role and country as the article prints them.
"""

from dragoman.actors.cast import resolve

__all__ = ["resolve"]
