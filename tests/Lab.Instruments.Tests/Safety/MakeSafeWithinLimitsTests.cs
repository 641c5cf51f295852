using Lab.Instruments.CurrentSources;
using Lab.Instruments.Electromagnets;
using Lab.Instruments.RfGenerators;
using Lab.Instruments.SourceMeters;
using Lab.Instruments.Tests.Safety.Sequences;
using Lab.Quantities;

namespace Lab.Instruments.Tests.Safety;

/// <summary>No limit keeps an instrument from its safe state, and the way there keeps the limits: drivers ramp slower where a
/// limit of rate or step is tighter than their own rate.</summary>
public sealed class MakeSafeWithinLimitsTests
{
    public static TheoryData<string> Benches => [.. SequenceBenches.All.Keys];

    [Theory]
    [MemberData(nameof(Benches))]
    public async Task MakeSafe_EverythingOn_EndsOffWithoutBreakingALimit(string name)
    {
        using SequenceBench bench = await SequenceBench.OpenAsync(
            SequenceBenches.All[name], seed: 1, faultRatio: 0, mutant: null);
        foreach (IInstrument instrument in bench.Instruments)
        {
            await SwitchOnAsync(instrument);
            bench.Clock.Advance(Duration.FromSeconds(2));
        }

        foreach (IInstrument instrument in bench.Instruments)
        {
            await instrument.MakeSafeAsync();
            Assert.False(await IsOnAsync(instrument));
        }

        Assert.Null(bench.Observer.Violation);
    }

    private static async Task SwitchOnAsync(IInstrument instrument)
    {
        switch (instrument)
        {
            case IRfGenerator generator:
                await generator.SetPowerAsync(Power.FromMicrowatts(20));
                await generator.SetOutputAsync(on: true);
                break;
            case ISourceMeter source:
                await source.SetOutputAsync(on: true);
                await source.SetCurrentAsync(Current.FromAmperes(-0.3e-3));
                break;
            case ICurrentSource source:
                await source.SetOutputAsync(on: true);
                await source.SetCurrentAsync(Current.FromAmperes(0.3e-3));
                break;
            case IMagnetSupply supply:
                await supply.SetOutputAsync(on: true);
                await supply.RampToAsync(Current.FromAmperes(-1.2));
                break;
            default:
                break;
        }
    }

    private static async Task<bool> IsOnAsync(IInstrument instrument) => instrument switch
    {
        IRfGenerator generator => await generator.GetOutputAsync(),
        ISourceMeter source => await source.GetOutputAsync(),
        ICurrentSource source => await source.GetOutputAsync(),
        IMagnetSupply supply => await supply.GetOutputAsync(),
        _ => false,
    };
}
