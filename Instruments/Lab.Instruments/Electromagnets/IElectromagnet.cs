using Lab.Quantities;

namespace Lab.Instruments.Electromagnets;

/// <summary>An electromagnet whose field can be set.</summary>
public interface IElectromagnet : IDrivesSample
{
    /// <summary>Ramps to a field within the magnet's rate limit and returns when it has settled within its tolerance.</summary>
    /// <returns>The field that is there, with its uncertainty.</returns>
    /// <exception cref="InstrumentException">Outside a limit (nothing was sent), the field does not settle,
    /// or no answer.</exception>
    ValueTask<SettledField> SetFieldAsync(MagneticField field, CancellationToken cancellationToken = default);

    /// <summary>Measures the field.</summary>
    ValueTask<MagneticField> ReadFieldAsync(CancellationToken cancellationToken = default);
}
