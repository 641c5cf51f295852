using Lab.Instruments;
using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace OddInstrument;

/// <summary>The kind of instrument that lasers are.</summary>
public static class LaserKind
{
    /// <summary>Lasers: made safe after pulses and before the bias of the sample.</summary>
    public static InstrumentKind Laser { get; } = new("a laser", typeof(ILaser),
    [
        new TerminalDefinition
        {
            SafeRank = SafeRanks.Pulses + 50,
            IsSwitched = true,
            Channels =
            [
                ChannelDefinition.Of<Power>("power") with
                {
                    Reach = ChannelReach.ThroughOutput,
                    Sign = SetPointSign.NotNegative,
                    Tolerance = new ReadBackTolerance(2e-3, 1e-9),
                },
            ],
            Readings = [InstrumentReading.Of<ILaser, Current>(
                "monitor", (laser, cancellationToken) => laser.ReadMonitorAsync(cancellationToken))],
        },
    ]);
}
