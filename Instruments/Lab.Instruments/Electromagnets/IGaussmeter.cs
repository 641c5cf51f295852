using Lab.Quantities;

namespace Lab.Instruments.Electromagnets;

/// <summary>A Hall-probe gaussmeter.</summary>
public interface IGaussmeter : IInstrument
{
    /// <summary>Reads the field at the probe.</summary>
    /// <exception cref="InstrumentException">Over range or no probe (<see cref="InstrumentFault.Overflow"/>),
    /// or no answer.</exception>
    ValueTask<MagneticField> ReadFieldAsync(CancellationToken cancellationToken = default);

    /// <summary>Reads the temperature of the probe, which sits beside the sample.</summary>
    /// <exception cref="InstrumentException">The probe has no thermometer or there is no probe
    /// (<see cref="InstrumentFault.Overflow"/>), or no answer.</exception>
    ValueTask<Temperature> ReadProbeTemperatureAsync(CancellationToken cancellationToken = default);
}
