# frozen_string_literal: true

module WorkOSMFA
  # The gem's version, that of all the packages of this project.
  VERSION = "0.1.0"
end
