using System.CommandLine;
using System.Globalization;
using Lab.Models.DynamicalNetworks;
using Lab.Quantities;
using Spectre.Console;

namespace Lab.Cli.Commands;

/// <summary><c>lab design</c>: settings of a spintronic network for the time scale of its inputs.</summary>
internal sealed class DesignCommand
{
    private readonly Terminal terminal;
    private readonly Option<string> pixelTime = new("--pixel-time")
    {
        Description = "Time of one input, such as \"20 ns\".",
        Required = true
    };
    private readonly Option<int> neurons = new("--neurons")
    {
        Description = "Neurons that drive one.",
        DefaultValueFactory = _ => 32
    };
    private readonly Option<double> meanWeight = new("--mean-weight")
    {
        Description = "Mean size of a weight; 0.8 is that of weights with a standard deviation of 1.",
        DefaultValueFactory = _ => 0.8
    };

    public DesignCommand(Terminal terminal)
    {
        this.terminal = terminal;
        Command = new Command("design", "Propose the settings of a spintronic network for a time scale.")
        {
            pixelTime,
            neurons,
            meanWeight
        };
        Command.SetAction(Propose);
    }

    public Command Command { get; }

    private int Propose(ParseResult parsed)
    {
        DesignRules rules;
        try
        {
            rules = DesignRules.For(
                Quantity.Parse<Duration>(parsed.GetRequiredValue(pixelTime)),
                parsed.GetValue(neurons),
                parsed.GetValue(meanWeight));
        }
        catch (Exception error) when (error is FormatException or ArgumentOutOfRangeException)
        {
            throw new CommandException(error.Message, ExitCode.Usage);
        }

        var table = new Table { Border = TableBorder.Horizontal };
        table.AddColumns("setting", "value", "rule (Plouet 2025, section IV)");
        table.AddRow(
            "relaxation time τ", rules.RelaxationTime.ToString(), "Δt < τ; here τ = 14.12 Δt, as in the printed network");
        table.AddRow(
            "amplification S",
            string.Create(CultureInfo.InvariantCulture, $"{rules.AmplificationPerNanosecond:G3} /ns"),
            "I·Δt ≈ 1 with I = S·⟨|W|⟩·√N");
        table.AddRow(
            "learning rate",
            string.Create(CultureInfo.InvariantCulture, $"{rules.LearningRate:G3}"),
            "1/(100·Δt·S·√N) as printed; the printed network itself has 0.149, see time-scale-study");
        terminal.Write(table);
        return ExitCode.Done;
    }
}
