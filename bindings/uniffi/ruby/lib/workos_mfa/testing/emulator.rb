# frozen_string_literal: true

require "json"

module WorkOSMFA
  module Testing
    # The emulator could not be started.
    class EmulatorError < StandardError; end

    # The API on this machine, in memory, with real secrets and QR codes. It is the command line program `workos-mfa` that is started:
    # the environment's `WORKOS_MFA_PROGRAM` says where it is, or it is on the path. Where `WORKOS_MFA_EMULATOR_URL` is set, the
    # emulator that runs there is used instead, and left running.
    #
    # @example
    #   WorkOSMFA::Testing::Emulator.start do |emulator|
    #     emulator.client.enroll_factor(type: "generic_otp")
    #   end
    class Emulator
      # The key that it takes unless another is given.
      DEFAULT_API_KEY = "sk_test_default"

      # How many seconds it may take to start, …
      MAX_START = 30
      # … and to end, before it is killed.
      MAX_STOP = 5
      private_constant :MAX_START, :MAX_STOP

      private_class_method :new

      class << self
        # Starts it at a free port.
        #
        # @param api_key [String] the key that it is to take, or the one that the emulator at `WORKOS_MFA_EMULATOR_URL` takes
        # @param program [String] where the program is
        # @yieldparam emulator [Emulator] it is stopped when the block ends
        # @return [Emulator, Object] it, or what the block returns
        # @raise [EmulatorError] if there is no such program, or if it does not start
        def start(api_key: DEFAULT_API_KEY, program: nil)
          url = ENV.fetch("WORKOS_MFA_EMULATOR_URL", "")
          emulator = program || url.empty? ? launch(program || ENV.fetch("WORKOS_MFA_PROGRAM", "workos-mfa"), api_key) : new(url, api_key)
          return emulator unless block_given?

          begin
            yield emulator
          ensure
            emulator.stop
          end
        end

        private

        def launch(program, api_key)
          reader, writer = IO.pipe
          process = Process.spawn(program, "emulator", "--port", "0", "--api-key", api_key, "--json", in: File::NULL, out: writer)
          writer.close
          ready = reader.gets if IO.select([reader], nil, nil, MAX_START)
          address = ready && JSON.parse(ready)["url"]
          raise EmulatorError, "#{program} ended before it said where it listens, or took too long" unless address

          emulator = new(address, api_key, process)
          process = nil
          emulator
        rescue SystemCallError => error
          raise EmulatorError, "can't start #{program} (#{error.message}): install it, put it on the PATH, or name it in WORKOS_MFA_PROGRAM"
        rescue JSON::ParserError
          raise EmulatorError, "#{program} does not say where it listens: is it another program, or of another version?"
        ensure
          [reader, writer].each { |pipe| pipe&.close }
          finish(process) if process
        end

        def finish(process)
          Process.kill("KILL", process)
          Process.wait(process)
        rescue SystemCallError
          # It has ended by itself.
        end
      end

      # @return [String] where it listens
      attr_reader :url

      # @return [String] the key that it takes
      attr_reader :api_key

      # @api private
      def initialize(url, api_key, process = nil)
        @url = url.freeze
        @api_key = api_key.dup.freeze
        @running = process && Running.new(process)
      end

      # A client of it.
      #
      # @param options [Hash] as {Client#initialize} takes them
      # @return [Client]
      def client(**options) = Client.new(api_key:, base_url: url, no_proxy: true, **options)

      # Ends it. Its factors are gone. In a child of the process that started it, and where it ran before, this does nothing.
      #
      # @return [void]
      def stop
        @running&.stop(MAX_STOP)
        nil
      end

      # @return [String]
      def inspect = "#<#{self.class.name} #{url}>"
      alias to_s inspect

      # A process that ends with this one. What `at_exit` is given would run too early: Minitest runs its tests there.
      class Running
        # Those that run: one that nobody refers to any more may still be in use, by its URL.
        @all = []

        class << self
          attr_reader :all
        end

        def initialize(process)
          @process = process
          @owner = Process.pid
          @watcher = Process.detach(process)
          Running.all << self
          ObjectSpace.define_finalizer(self, Running.killer(process, @owner))
        end

        # Not within `initialize`: what is run at the end must not keep this object.
        def self.killer(process, owner)
          proc do
            Process.kill("TERM", process) if Process.pid == owner
          rescue SystemCallError
            # It has ended by itself.
          end
        end

        def stop(seconds)
          return if Process.pid != @owner

          ObjectSpace.undefine_finalizer(self)
          Running.all.delete(self)
          signal("TERM")
          signal("KILL") unless @watcher.join(seconds)
          @watcher.join
        end

        private

        def signal(name)
          Process.kill(name, @process) if @watcher.alive?
        rescue SystemCallError
          # It has ended by itself.
        end
      end
      private_constant :Running
    end
  end
end
