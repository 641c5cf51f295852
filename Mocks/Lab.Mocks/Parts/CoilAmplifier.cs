using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Mocks.Stages;

namespace Lab.Mocks.Parts;

/// <summary>A magnet supply that follows a voltage at its analogue input: the terminal that gives the voltage drives the coils
/// through it.</summary>
public sealed class CoilAmplifier : SamplePart
{
    private readonly AnalogSupplyDefinition definition;
    private readonly WiringDefinition coil;
    private readonly Electromagnet magnet;

    /// <summary>Puts a supply between a terminal and the coils.</summary>
    /// <param name="definition">The supply.</param>
    /// <param name="coil">The supply's own place at the coils.</param>
    /// <param name="magnet">The magnet.</param>
    public CoilAmplifier(AnalogSupplyDefinition definition, WiringDefinition coil, Electromagnet magnet)
    {
        ArgumentNullException.ThrowIfNull(definition);
        ArgumentNullException.ThrowIfNull(magnet);
        this.definition = definition;
        this.coil = coil;
        this.magnet = magnet;
        magnet.FollowAt(definition.Bandwidth, definition.SlewRate);
    }

    /// <inheritdoc/>
    public override void Drive(WiringDefinition at, Signal signal)
    {
        if (signal is DirectVoltage { Voltage: { } voltage })
        {
            magnet.Drive(coil, new DirectCurrent(definition.CurrentAt(voltage)) { Compliance = definition.Compliance });
        }
        else if (signal is HeldWaveform waveform)
        {
            magnet.Drive(coil, new FollowedVoltage(waveform, definition));
        }
    }
}
