using Lab.Benches;
using Lab.Benches.Samples;
using Lab.Mocks.Stages;

namespace Lab.Mocks.Parts;

/// <summary>A magnet supply that follows a voltage at its analogue input: the terminal that gives the voltage drives the coils
/// through it.</summary>
/// <param name="definition">The supply.</param>
/// <param name="coil">The supply's own place at the coils.</param>
/// <param name="magnet">The magnet.</param>
public sealed class CoilAmplifier(AnalogSupplyDefinition definition, WiringDefinition coil, Electromagnet magnet) : SamplePart
{
    /// <inheritdoc/>
    public override void Drive(WiringDefinition at, Signal signal)
    {
        if (signal is DirectVoltage { Voltage: { } voltage })
        {
            magnet.Drive(coil, new DirectCurrent(definition.CurrentAt(voltage)) { Compliance = definition.Compliance });
        }
    }
}
