using System.CommandLine;
using System.Net;
using System.Runtime.InteropServices;
using Lab.Cli.Composition;
using Lab.Dashboard;
using Lab.Dashboard.Access;
using Lab.Instruments.Files;
using Lab.Runs.Records;

namespace Lab.Cli.Commands;

/// <summary><c>lab ui</c>: a page in the browser on which runs are watched and compared.</summary>
internal sealed class UiCommand
{
    /// <summary>The port unless another is named.</summary>
    public const int UsualPort = 8321;

    private const long MostTokenBytes = 4096;

    private static readonly TimeSpan Unwatched = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);

    private readonly Terminal terminal;
    private readonly Option<string> runsFolder = RunsCommand.NewFolderOption();
    private readonly Option<string?> calibrations = CalibrationsCommand.NewFolderOption();
    private readonly Option<string> queueFolder = QueueCommand.NewFolderOption();
    private readonly Option<int> port = new("--port")
    {
        Description = $"Port; 0 lets the system choose. Default: {UsualPort}.",
        DefaultValueFactory = _ => UsualPort
    };
    private readonly Option<string?> host = new("--host")
    {
        Description = "Address to listen on, such as 0.0.0.0 for all. Default: loop-back, which nobody else reaches. Needs "
            + "--view-token."
    };
    private readonly Option<string[]> hostName = new("--host-name")
    {
        Description = "A name under which browsers ask for the page, as behind a proxy; may be given several times. Needs "
            + "--view-token."
    };
    private readonly Option<string?> viewToken = new("--view-token")
    {
        Description = "File with the token without which nothing is shown; it is made where it is not there."
    };
    private readonly Option<string?> controlToken = new("--control-token")
    {
        Description = "File with the token for control: pause, go on, stop, tags, notes, queue. Without one the page only shows."
    };
    private readonly Option<string?> open = new("--open")
    {
        Description = "Open the page in the browser; with the name of a run, the page of that run.",
        Arity = ArgumentArity.ZeroOrOne
    };
    private readonly Option<bool> untilUnwatched = new("--until-unwatched")
    {
        Description = "End when nobody has looked for ten minutes.",
        Hidden = true
    };

    public UiCommand(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command("ui", "Serve a page on which runs are watched, compared, and, with a token, controlled.")
        {
            runsFolder, calibrations, queueFolder, port, host, hostName, viewToken, controlToken, open, untilUnwatched,
        };
        Command.SetAction((parsed, _) => ServeAsync(parsed));
    }

    public Command Command { get; }

    private async Task<int> ServeAsync(ParseResult parsed)
    {
        DashboardOptions options = Read(parsed);
        if (options is { IsPublic: true, ViewToken: null })
        {
            throw new CommandException(
                "Others could reach the page: name a file for the token that viewers have to show, --view-token FILE.",
                ExitCode.Usage);
        }

        DashboardServer server;
        try
        {
            server = await DashboardServer.StartAsync(options).ConfigureAwait(false);
        }
        catch (DashboardException error)
        {
            throw new CommandException($"{error.Message} Choose another with --port.", ExitCode.Refused);
        }

        await using (server.ConfigureAwait(false))
        {
            Uri here = Reachable(server.Address);
            terminal.Output.WriteLine($"Lab's page: {here}");
            terminal.Output.Flush();
            if (options.IsPublic)
            {
                TellOfEncryption(server.Address.Port);
            }

            Open(parsed, here);
            await WaitAsync(parsed.GetValue(untilUnwatched), server).ConfigureAwait(false);
            return ExitCode.Done;
        }
    }

    private DashboardOptions Read(ParseResult parsed)
    {
        if (parsed.GetValue(port) is < 0 or > 65535)
        {
            throw new CommandException(
                $"--port {parsed.GetValue(port)}: write a port from 1 to 65535, or 0 for any.", ExitCode.Usage);
        }

        IPAddress address = IPAddress.Loopback;
        if (parsed.GetValue(host) is { } given && !IPAddress.TryParse(given, out address!))
        {
            throw new CommandException(
                $"--host {given}: write an address of this computer such as 192.168.1.20, or 0.0.0.0 for all. A name goes to "
                    + "--host-name.",
                ExitCode.Usage);
        }

        return new DashboardOptions
        {
            RunsFolder = parsed.GetRequiredValue(runsFolder),
            CalibrationsFolder = parsed.GetValue(calibrations),
            QueueFolder = parsed.GetRequiredValue(queueFolder),
            Address = address,
            Port = parsed.GetValue(port),
            HostNames = parsed.GetValue(hostName) ?? [],
            ViewToken = TokenOf(parsed.GetValue(viewToken), viewToken.Name),
            ControlToken = TokenOf(parsed.GetValue(controlToken), controlToken.Name),
            Log = terminal.Error.WriteLine,
        };
    }

    // In a file and not on the command line, which every user of the computer can list.
    private string? TokenOf(string? file, string option)
    {
        if (file is null)
        {
            return null;
        }

        try
        {
            if (!File.Exists(file))
            {
                WriteToken(file);
                terminal.Error.WriteLine($"A new token is in '{file}'.");
            }

            TellOfReaders(file, option);
            string token = PlainFile.ReadText(file, MostTokenBytes).Trim();
            return token.Length >= AccessToken.FewestCharacters && !token.Any(char.IsWhiteSpace)
                ? token
                : throw new CommandException(
                    $"{option} {file}: a token is one word of at least {AccessToken.FewestCharacters} characters. Take the file "
                        + "away, and a new one is made.",
                    ExitCode.Usage);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{option} {file}: {error.Message}", ExitCode.Usage);
        }
    }

    // It may be meant so, as for a group that shares the bench; any reader of the file can do what the token allows.
    private void TellOfReaders(string file, string option)
    {
        const UnixFileMode others = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.OtherRead
            | UnixFileMode.OtherWrite;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(file) & others) != UnixFileMode.None)
        {
            terminal.Error.WriteLine(
                $"{option} {file}: other users of this computer can read or change this token. 'chmod 600 {file}' makes it yours "
                    + "alone.");
        }
    }

    private static void WriteToken(string file)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(file, options);
        writer.WriteLine(AccessToken.NewText());
    }

    // No browser goes to 'all addresses'.
    private static Uri Reachable(Uri served) => IPAddress.TryParse(served.Host.Trim('[', ']'), out IPAddress? address)
        && (address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any))
            ? new UriBuilder(served) { Host = address.Equals(IPAddress.Any) ? "127.0.0.1" : "[::1]" }.Uri
            : served;

    private void TellOfEncryption(int served) => terminal.Error.WriteLine(
        $"""
        What goes over the network is not encrypted, tokens included. Put a proxy with TLS before it, such as Caddy:
            caddy reverse-proxy --from lab.example.org --to 127.0.0.1:{served}
        and serve with --host-name lab.example.org in the place of --host.
        """);

    private void Open(ParseResult parsed, Uri address)
    {
        if (parsed.GetResult(open) is null)
        {
            return;
        }

        string page = parsed.GetValue(open) is { } run
            ? $"#/run/{Uri.EscapeDataString(RunFolder.Open(parsed.GetRequiredValue(runsFolder), run).Name)}"
            : string.Empty;
        if (Browser.Open(new Uri(address, page)) is { } why)
        {
            terminal.Error.WriteLine($"No browser opens ({why}); open {new Uri(address, page)} yourself.");
        }
    }

    // Where a run brought the page, Ctrl-C is for the run.
    private static async Task WaitAsync(bool untilUnwatched, DashboardServer server)
    {
        if (untilUnwatched)
        {
            using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => context.Cancel = true);
            while (server.SinceLastRequest < Unwatched)
            {
                await Task.Delay(Look, TimeProvider.System).ConfigureAwait(false);
            }

            return;
        }

        using var signals = new StopSignals(TextWriter.Null);
        var stopped = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (signals.Stop.Register(stopped.SetResult).ConfigureAwait(false))
        {
            await stopped.Task.ConfigureAwait(false);
        }
    }
}
