using Lab.Mocks.Parts;
using Lab.Protocols.Oscillators;
using Lab.Quantities;
using Lab.Runs.Settings;

namespace Lab.Protocols.Tests;

/// <summary>Leaks that the protocol is not told.</summary>
public class SubtractionCalibrationProtocolTests
{
    private const double PartsLostInTheCombiner = 0.5;

    private static readonly SubtractionCalibrationProtocol Protocol = new();

    [Theory]
    [InlineData(1, 12.35e-9, 30.0 / 350)]
    [InlineData(2, 7.113e-9, 0.06)]
    public async Task Run_LeakThatItIsNotTold_IsCancelledOverTheWholeBand(ulong seed, double delay, double leak)
    {
        VirtualLab.Outcome outcome = await VirtualLab.RunAsync(
            Protocol,
            bench => VirtualLab.WithParts(bench, ("leak_delay", Duration.FromSeconds(delay)), ("leak", leak)),
            seed);

        Assert.Null(outcome.Analysis.Failure);
        Assert.Empty(outcome.Analysis.Warnings);
        Assert.InRange(outcome["residual"].Value, 0, 0.01e-3); // asked for are 0.1 mV
        Assert.InRange(outcome["delay"].Value - delay, -5e-12, 5e-12);
        outcome.AssertHolds("delay", delay);
        outcome.AssertHolds("amplitude", leak * 233 / 232);
        outcome.AssertHolds("amplitude_slope", leak / 232e6);
        Assert.InRange(outcome["leak"].Value, 0.9 * leak * 0.35 * PartsLostInTheCombiner, 1.2 * leak * 0.35 * PartsLostInTheCombiner);
    }
}
