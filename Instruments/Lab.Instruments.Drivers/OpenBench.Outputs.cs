using Lab.Instruments.Drivers.CurrentSources;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.PulseGenerators;
using Lab.Instruments.RfGenerators;
using Lab.Instruments.Safety;

namespace Lab.Instruments.Drivers;

/// <content>Outputs that were left on.</content>
public sealed partial class OpenBench
{
    /// <summary>What was beyond a limit when the bench was opened.</summary>
    public IReadOnlyList<LimitExcess> Excesses { get; private set; } = [];

    /// <summary>Outputs that were on when the bench was opened, each in words; magnets and what the recipe holds are meant to be.</summary>
    public IReadOnlyList<string> OutputsLeftOn { get; private set; } = [];

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<string>> EndExcessAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<LimitExcess> excesses = Excesses;
        IEnumerable<IInstrument> left = instruments
            .Where(instrument => excesses.Any(excess => excess.Instruments.Contains(instrument.Name)))
            .OrderBy(instrument => instrument switch { IRfGenerator or IPulseGenerator => 0, IMagnetSupply => 2, _ => 1 });
        foreach (IInstrument instrument in left)
        {
            await SwitchOffAsync(instrument, cancellationToken).ConfigureAwait(false);
        }

        Excesses = [];
        return [.. excesses.Select(excess => $"{excess} It was switched off before anything else.")];
    }

    private static ValueTask SwitchOffAsync(IInstrument instrument, CancellationToken cancellationToken) => instrument switch
    {
        IRfGenerator generator => generator.SetOutputAsync(on: false, cancellationToken),
        IPulseGenerator pulser => pulser.SetOutputAsync(on: false, cancellationToken),
        ScpiSource source => source.MakeSafeAsync(rate: null, cancellationToken),
        _ => instrument.MakeSafeAsync(cancellationToken),
    };

    private void LookForOutputs()
    {
        Excesses = gate.FindExcesses();
        OutputsLeftOn =
        [
            .. instruments
                .Where(instrument => instrument is not IMagnetSupply
                    && !Definition.SafeState.Any(step => step.Instrument == instrument.Name && step.Action == SafeAction.Hold))
                .Select(instrument => gate.DescribeOutput(instrument.Name))
                .OfType<string>(),
        ];
    }
}
