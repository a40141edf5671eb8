import Triggers
