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

    /// <summary>The process' own streams.</summary>
    public static Terminal OfProcess() => new(Console.Out, Console.Error, !Console.IsErrorRedirected);

    /// <summary>Whether a person may press keys while a command is under way.</summary>
    public bool HasKeys => IsInteractive && !Console.IsInputRedirected;

    /// <summary>The key that was pressed, without showing it; <see langword="null"/> where none was.</summary>
    public static char? ReadKey() => Console.KeyAvailable ? Console.ReadKey(intercept: true).KeyChar : null;

    /// <summary>Writes a table.</summary>
    public void Write(Table table)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(Output), Ansi = AnsiSupport.Detect });
        if (Console.IsOutputRedirected || Output != Console.Out)
        {
            console.Profile.Width = PlainWidth;
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
