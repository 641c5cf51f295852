using Lab.Benches;
using Lab.Benches.Safety;
using Lab.Instruments.Terminals;

namespace Lab.Instruments.Drivers;

/// <content>Outputs that were left on.</content>
public sealed partial class OpenBench
{
    private IReadOnlyList<(Terminal Terminal, string Text)> leftOn = [];

    /// <summary>Values beyond a limit when the bench was opened.</summary>
    public IReadOnlyList<LimitExcess> Excesses { get; private set; } = [];

    /// <summary>Outputs that were on when the bench was opened, each in words; magnets and what the recipe holds are meant to
    /// be.</summary>
    public IReadOnlyList<string> OutputsLeftOn => [.. leftOn.Select(output => output.Text)];

    /// <inheritdoc/>
    public IReadOnlyList<string> FindLeftOn() =>
    [
        .. leftOn.Where(output => gate.DescribeOutput(output.Terminal) == output.Text)
            .Select(output => $"{output.Text}, as it was found: what is measured contains that."),
    ];

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> EndExcessAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<LimitExcess> excesses = Excesses;
        IEnumerable<IInstrument> left = instruments
            .Where(instrument => excesses.Any(excess => excess.Instruments.Contains(instrument.Name)))
            .OrderBy(instrument => DefinitionOf(instrument).SafeRank);
        foreach (IInstrument instrument in left)
        {
            await instrument.MakeSafeAsync(cancellationToken).ConfigureAwait(false);
        }

        Excesses = [];
        return [.. excesses.Select(excess => $"{excess} It was switched off before anything else.")];
    }

    private void LookForOutputs()
    {
        Excesses = gate.FindExcesses();
        leftOn =
        [
            .. instruments
                .SelectMany(instrument => DefinitionOf(instrument).Terminals
                    .Where(terminal => !terminal.IsInductive)
                    .Select(terminal => new Terminal(instrument.Name, terminal.Name)))
                .Where(terminal => !Definition.SafeState.Any(step => step.Action == SafeAction.Hold
                    && step.Terminal.Covers(terminal)))
                .Select(terminal => (terminal, text: gate.DescribeOutput(terminal)))
                .Where(output => output.text is not null)
                .Select(output => (output.terminal, output.text ?? string.Empty)),
        ];
    }
}
