using Lab.Cli.Output;
using Spectre.Console;

namespace Lab.Cli;

/// <summary>Where commands write: results to the output, progress and messages to the error stream.</summary>
/// <param name="Output">For what the user asked for.</param>
/// <param name="Error">For progress, warnings and errors.</param>
/// <param name="IsInteractive">Whether the error stream is a terminal, on which a line can be written over.</param>
internal sealed record Terminal(TextWriter Output, TextWriter Error, bool IsInteractive)
{
    /// <summary>Width allowed to tables where the output is no terminal: enough that no cell is ever broken.</summary>
    private const int PlainWidth = 1000;

    /// <summary>The width of the terminal in characters; <see langword="null"/> for a file or a pipe.</summary>
    public int? Width { get; init; }

    /// <summary>The process' own streams. An input that is a terminal is not opened:
    /// that would set the terminal up for reading.</summary>
    public static Terminal OfProcess()
    {
        if (OperatingSystem.IsWindows() && !Console.IsOutputRedirected)
        {
            Console.OutputEncoding = new System.Text.UTF8Encoding(encoderShouldEmitUTF8Identifier: false); // units such as µW
        }

        return new Terminal(
            new SteadyWriter(StandardDescriptor.Of(StandardDescriptor.Output, () => Console.Out)),
            new SteadyWriter(StandardDescriptor.Of(StandardDescriptor.Error, () => Console.Error)),
            !Console.IsErrorRedirected)
        {
            Input = Console.IsInputRedirected ? Console.In : TextReader.Null,
            Width = Console.IsOutputRedirected ? null : TerminalWidth.Of(StandardDescriptor.Output),
            ErrorWidth = Console.IsErrorRedirected ? null : TerminalWidth.Of(StandardDescriptor.Error),
        };
    }

    /// <summary>The width of the terminal on which messages appear; <see langword="null"/> as for <see cref="Width"/>.</summary>
    public int? ErrorWidth { get; init; }

    /// <summary>Why some of the output did not go out; <see langword="null"/> where all did.</summary>
    public string? OutputFailure => (Output as SteadyWriter)?.Failure;

    /// <summary>Where the orders of another process come in; empty for commands that a person gives.</summary>
    public TextReader Input { get; init; } = TextReader.Null;

    /// <summary>Whether a person may press keys while a command is under way.</summary>
    public bool HasKeys => IsInteractive && !Console.IsInputRedirected;

    /// <summary>The key that was pressed, without showing it; <see langword="null"/> where none was.</summary>
    public static char? ReadKey() => Console.KeyAvailable ? Console.ReadKey(intercept: true).KeyChar : null;

    /// <summary>The width of the console, where it can be asked.</summary>
    /// <exception cref="IOException">The console has gone.</exception>
    internal static int ConsoleWidth => Console.WindowWidth;

    /// <summary>Writes a table.</summary>
    public void Write(Table table)
    {
        IAnsiConsole console = AnsiConsole.Create(
            new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Output), Ansi = AnsiSupport.No });
        console.Profile.Width = Width ?? PlainWidth;
        if (Width is { } width && !TableLayout.Fit(table, console, width))
        {
            TableLayout.WriteStacked(table, console, Output, width);
            return;
        }

        console.Write(table);
    }

    /// <summary>Starts a table with a header line.</summary>
    public static Table NewTable(params ReadOnlySpan<string> headers)
    {
        Table table = new Table().Border(TableBorder.Simple);
        foreach (string header in headers)
        {
            table.AddColumn(new TableColumn(Markup.Escape(header)).NoWrap());
        }

        return table;
    }
}
