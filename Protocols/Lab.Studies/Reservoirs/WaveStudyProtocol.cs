using Lab.Runs.Studies;

namespace Lab.Studies.Reservoirs;

/// <summary>Sines and squares told apart by one oscillator that a microwave drives, on its model alone (Leroux thesis, ch. IV). A
/// study in the computer: it needs no instrument.</summary>
public sealed class WaveStudyProtocol : Study<WaveStudySettings>
{
    /// <inheritdoc/>
    public override string Name => "reservoir-waves-study";

    /// <inheritdoc/>
    public override string Summary =>
        "A model of one oscillator that plays 25 neurons and tells sines from squares, against the drive's centre frequency.";

    /// <inheritdoc/>
    public override IStudy Create(WaveStudySettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        return new WaveStudy(settings, settings.Reservoir());
    }
}
