using System.CommandLine;
using Lab.Instruments.Wires.Rpc;
using Lab.Wires;
using Spectre.Console;

namespace Lab.Cli.Commands;

/// <summary><c>lab bench scan</c>: what instruments answer, with the addresses that bench files take.</summary>
internal sealed class BenchScanCommand
{
    private readonly Terminal terminal;
    private readonly Option<string[]> hosts = new("--host")
    {
        Description = "A host to ask, or host:port for one port of it; can be given several times."
    };
    private readonly Option<bool> ask = new("--ask")
    {
        Description = "Send *IDN? to serial ports as well, at 9600 baud. Without it they are listed only."
    };
    private readonly Option<int> portMapper = new("--portmapper-port")
    {
        Description = "Port of the hosts' port mappers, for VXI-11.",
        DefaultValueFactory = _ => RpcPrograms.PortMapperPort
    };

    public BenchScanCommand(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command(
            "scan",
            "List what answers: VISA resources, serial ports, and hosts that are named. Nothing but *IDN? is sent.")
            {
                hosts,
                ask,
                portMapper
            };
        Command.SetAction(ScanAsync);
    }

    public Command Command { get; }

    private async Task<int> ScanAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var found = new List<ScannedAddress>();
        found.AddRange(await WireScan.VisaAsync(parsed.GetValue(ask), cancellationToken).ConfigureAwait(false));
        if (!found.Exists(address => SerialName.TryParse(address.Address, out _)))
        {
            found.AddRange(await WireScan.SerialAsync(parsed.GetValue(ask), cancellationToken).ConfigureAwait(false));
        }

        foreach (string host in parsed.GetValue(hosts) ?? [])
        {
            found.AddRange(await ScanHostAsync(host, parsed.GetValue(portMapper), cancellationToken).ConfigureAwait(false));
        }

        if (found.Count == 0)
        {
            terminal.Output.WriteLine(
                "Nothing is attached that a scan sees. Name hosts to ask with --host 192.168.1.20; GPIB and USB need VISA.");
            return ExitCode.Done;
        }

        Table table = Terminal.NewTable("address", "answers");
        foreach (ScannedAddress address in found)
        {
            table.AddRow(Markup.Escape(address.Address), Markup.Escape(address.Identity ?? $"({address.Remark})"));
        }

        terminal.Write(table);
        terminal.Output.WriteLine($"{found.Count(address => address.Identity is not null)} of {found.Count} answered.");
        return ExitCode.Done;
    }

    private static async Task<IReadOnlyList<ScannedAddress>> ScanHostAsync(
        string host, int portMapperPort, CancellationToken cancellationToken)
    {
        try
        {
            IReadOnlyList<ScannedAddress> found = await WireScan.HostAsync(
                host, portMapperPort, cancellationToken).ConfigureAwait(false);
            return found.Count > 0
                ? found
                : [new ScannedAddress(host, Identity: null, "nothing listens at the ports of instruments")];
        }
        catch (FormatException error)
        {
            throw new CommandException(error.Message, ExitCode.Usage);
        }
    }
}
