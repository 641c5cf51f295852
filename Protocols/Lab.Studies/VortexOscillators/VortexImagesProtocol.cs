using Lab.Models.VortexOscillators;
using Lab.Runs.Settings;
using Lab.Runs.Studies;

namespace Lab.Studies.VortexOscillators;

/// <summary>Classifies images by one vortex oscillator whose nodes follow each other in time, an echo-state network with a linear
/// read-out (Moureaux and others, doi:10.21203/rs.3.rs-3931380; of which the abstract alone was at hand). A study in the
/// computer: it needs no instrument.</summary>
public sealed class VortexImagesProtocol : Study<VortexImagesSettings>
{
    /// <inheritdoc/>
    public override string Name => "vortex-images";

    /// <inheritdoc/>
    public override string Summary =>
        "Images told by one vortex oscillator, node after node, beside ReLU, sigmoids, tanh and no hidden layer with the same "
            + "masks.";

    /// <inheritdoc/>
    public override IStudy Create(VortexImagesSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        VortexOscillator oscillator = OscillatorOf(settings);
        foreach (double value in settings.ToValues())
        {
            settings.With(value).Validate(oscillator);
        }

        return new VortexImagesStudy(settings, oscillator);
    }

    private static VortexOscillator OscillatorOf(VortexImagesSettings settings)
    {
        try
        {
            VortexOscillator oscillator = settings.ToOscillator();
            return oscillator.Coefficients.FirstCritical.AmperesPerSquareMetre > 0
                ? oscillator
                : throw new SettingsException(
                    $"The setting 'coefficients': J_c1 is {oscillator.Coefficients.FirstCritical}; it has to be positive.");
        }
        catch (ArgumentException error)
        {
            throw new SettingsException($"The setting 'stiffness_scale': {error.Message}");
        }
    }
}
