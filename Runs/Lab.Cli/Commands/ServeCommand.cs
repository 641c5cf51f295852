using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using Lab.Benches;
using Lab.Cli.Composition;
using Lab.Cli.Output;
using Lab.Instruments.Wires.Rpc;
using Lab.Modules.Loading;
using Lab.Runs.Records;
using Lab.Wires;
using Lab.Workbench.Composition;
using Lab.Workbench.Serving;

namespace Lab.Cli.Commands;

/// <summary><c>lab serve</c>: the twins of a bench on TCP, for any client.</summary>
internal sealed class ServeCommand
{
    // The ports of the other twins follow the first.
    private const int LastPort = 65_000;
    private const string WallClock = "wall";
    private const string VirtualClock = "virtual";

    private readonly Terminal terminal;
    private readonly Option<string?> bench = new("--bench")
    {
        Description = "Bench file. Default: the spin-diode bench that ships with the program."
    };
    private readonly Option<ulong> seed = new("--seed")
    {
        Description = "Seed of all noise, drift and spread.",
        DefaultValueFactory = _ => 1
    };
    private readonly Option<string> clock = new("--clock")
    {
        Description = "wall: the twins live by the wall's clock. virtual: a run moves time on over a clock port.",
        DefaultValueFactory = _ => WallClock
    };
    private readonly Option<int> port = new("--port")
    {
        Description = "First port; the others follow. 0 lets the system choose.",
        DefaultValueFactory = _ => 0
    };
    private readonly Option<string?> address = new("--address")
    {
        Description = "Address to listen on. Default: loop-back, which nobody else on the network reaches."
    };
    private readonly Option<bool> vxi11 = new("--vxi11")
    {
        Description = "Serve the twins over VXI-11 as well, as TCPIP::host::inst0::INSTR, inst1 and so on."
    };
    private readonly Option<int> portMapper = new("--portmapper-port")
    {
        Description = "Port of the port mapper of VXI-11; 0 lets the system choose. Other programs look for it at 111.",
        DefaultValueFactory = _ => RpcPrograms.PortMapperPort
    };
    private readonly Option<string?> twins = TwinsOption.New();
    private readonly Option<string?> writeBench = new("--write-bench")
    {
        Description = "Write a bench file that points at the served twins."
    };

    private readonly ForceOption force = new()
    {
        Description = "Replace the files of --write-bench and --log if they are there."
    };
    private readonly Option<string?> log = new(
        "--log")
    {
        Description =
                "Write each message that an instrument receives to a file: time on the bench in seconds, instrument and "
                    + "message, with tabs between; of blocks of bytes the number of bytes."
    };

    public ServeCommand(Terminal terminal)
    {
        this.terminal = terminal;
        clock.AcceptOnlyFromAmong(WallClock, VirtualClock);
        Command = new Command("serve", "Serve the twins of a bench, each on a TCP port of its own on the loop-back address.")
        {
            bench, seed, clock, port, address, vxi11, portMapper, twins, writeBench, log, force,
        };
        Command.SetAction((parsed, _) => ServeAsync(parsed));
    }

    public Command Command { get; }

    private async Task<int> ServeAsync(ParseResult parsed)
    {
        string? file = parsed.GetValue(bench);
        LoadedModules modules = BenchModules.Of(file);
        BenchDefinition definition = BenchFiles.Load(file, "spin-diode", modules.Registry);
        RequireFree(parsed);
        using var signals = new StopSignals(TextWriter.Null);
        using MessageLog? messages = parsed.GetValue(log) is { } logFile ? MessageLog.Create(logFile) : null;
        ServedBench server = Open(modules, definition, parsed, messages);
        await using (server.ConfigureAwait(false))
        {
            if (parsed.GetValue(writeBench) is { } target)
            {
                WriteBench(server.PointedHere(BenchFiles.ReadText(file, "spin-diode")), target);
            }

            foreach ((string instrument, IPEndPoint endPoint) in server.EndPoints)
            {
                terminal.Output.WriteLine($"{instrument}: TCPIP::{endPoint.Address}::{endPoint.Port}::SOCKET");
            }

            if (server.PortMapperEndPoint is { } mapper)
            {
                for (int i = 0; i < server.EndPoints.Count; i++)
                {
                    terminal.Output.WriteLine(
                        $"{server.EndPoints[i].Instrument}: {new InstrumentName($"{mapper.Address}", $"inst{i}", mapper.Port)}");
                }
            }

            if (server.ClockEndPoint is { } clockEndPoint)
            {
                terminal.Output.WriteLine($"clock: {clockEndPoint}");
            }

            terminal.Output.WriteLine("ready");
            terminal.Output.Flush();
            await WaitForAsync(signals.Stop).ConfigureAwait(false);
            return ExitCode.Done;
        }
    }

    private ServedBench Open(LoadedModules modules, BenchDefinition definition, ParseResult parsed, MessageLog? messages)
    {
        if (parsed.GetValue(port) is < 0 or > LastPort)
        {
            throw new CommandException(
                $"--port {parsed.GetValue(port)}: write a port from 1 to {LastPort}, or leave it out.", ExitCode.Usage);
        }

        if (parsed.GetValue(portMapper) is < 0 or > 65535)
        {
            throw new CommandException(
                $"--portmapper-port {parsed.GetValue(portMapper)}: write a port from 1 to 65535, or 0 for any.", ExitCode.Usage);
        }

        IPAddress listened = IPAddress.Loopback;
        if (parsed.GetValue(address) is { } given && !IPAddress.TryParse(given, out listened!))
        {
            throw new CommandException(
                $"--address {given}: write an address of this computer such as 127.0.0.1, or 0.0.0.0 for all.", ExitCode.Usage);
        }

        if (!IPAddress.IsLoopback(listened))
        {
            terminal.Error.WriteLine($"The twins can be reached from the network at {listened}.");
        }

        try
        {
            return ServedBench.Open(modules, definition, new ServedBenchOptions
            {
                Seed = parsed.GetValue(seed),
                FirstPort = parsed.GetValue(port),
                AreTwinsRough = TwinsOption.IsRough(parsed, twins),
                HasClockPort = parsed.GetValue(clock) == VirtualClock,
                Heard = messages is null ? null : messages.Write,
                Address = listened,
                PortMapperPort = parsed.GetValue(vxi11) ? parsed.GetValue(portMapper) : null,
                Notice = terminal.Error.WriteLine,
            });
        }
        catch (SocketException error)
        {
            throw new CommandException(
                $"{(ServedBench.PortOf(error) is { } taken ? $"Port {taken}" : "A port")} cannot be opened: {error.Message}. "
                    + "Choose another with --port, or leave it "
                    + $"out{(parsed.GetValue(vxi11) ? "; choose the port mapper's with --portmapper-port" : string.Empty)}.",
                ExitCode.Refused);
        }
    }

    // Serving anew replaces what serving wrote before, and nothing of a person's.
    private void RequireFree(ParseResult parsed)
    {
        if (parsed.GetValue(writeBench) is { } target && !ServedBench.IsWrittenByServer(target))
        {
            force.RequireFree(parsed, target);
        }

        if (parsed.GetValue(log) is { } messages)
        {
            force.RequireFree(parsed, messages);
        }
    }

    private static void WriteBench(string yaml, string target)
    {
        try
        {
            WholeFile.WriteText(target, yaml);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"'{target}' cannot be written: {error.Message}", ExitCode.Usage);
        }
    }

    private static async Task WaitForAsync(CancellationToken stop)
    {
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (stop.Register(stopped.SetResult).ConfigureAwait(false))
        {
            await stopped.Task.ConfigureAwait(false);
        }
    }
}
