using Lab.Instruments.Terminals;
using Lab.Quantities;

namespace Lab.Instruments.VoltageSources;

/// <summary>A source of a direct voltage for an input that takes no current, such as that of a magnet's supply.</summary>
public interface IVoltageSource : IDrivesSample
{
    /// <summary>The kind: one voltage, which may hold the current of a magnet. It is brought to zero slowly, and after what
    /// is made of it has done so.</summary>
    static InstrumentKind Kind { get; } = new("a voltage source", typeof(IVoltageSource),
    [
        new TerminalDefinition
        {
            SafeRank = SafeRanks.CoilCurrent + 10,
            Ramp = ZeroRamp.AtOwnRate,
            Channels =
            [
                ChannelDefinition.Of<Voltage>(Channels.Voltage).At<IVoltageSource, Voltage>(
                    (source, voltage, cancellationToken) => source.SetVoltageAsync(voltage, cancellationToken),
                    (source, cancellationToken) => source.GetVoltageAsync(cancellationToken))
                    with
                {
                    Reach = ChannelReach.ThroughOutput,
                    RestsAt = 0,
                    Tolerance = new ReadBackTolerance(2e-3, 1e-4), // the step in a range of 10 V
                },
            ],
        }.SwitchedBy<IVoltageSource>(
            (source, on, cancellationToken) => source.SetOutputAsync(on, cancellationToken),
            (source, cancellationToken) => source.GetOutputAsync(cancellationToken)),
    ]);

    /// <summary>Sets the voltage. With the output on it is there at once.</summary>
    /// <exception cref="InstrumentException">Outside a limit (nothing was sent), refused, or no answer.</exception>
    ValueTask SetVoltageAsync(Voltage voltage, CancellationToken cancellationToken = default);

    /// <summary>Switches the output.</summary>
    /// <exception cref="InstrumentException">A limit forbids it (nothing was sent), refused, or no answer.</exception>
    ValueTask SetOutputAsync(bool on, CancellationToken cancellationToken = default);

    /// <summary>Reads back the set-point.</summary>
    /// <exception cref="InstrumentException">No answer.</exception>
    ValueTask<Voltage> GetVoltageAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads back whether the output is on.</summary>
    /// <exception cref="InstrumentException">No answer.</exception>
    ValueTask<bool> GetOutputAsync(CancellationToken cancellationToken = default);
}
