using Lab.Benches.Samples;
using Lab.Models.ClassifierNetworks;
using Lab.Models.Data;
using Lab.Runs.Settings;
using Lab.Runs.Studies;
using Lab.Studies.Images;

namespace Lab.Studies.ClassifierNetworks;

/// <summary>The convolutional network of resonators and oscillators (Leroux thesis, section 6.2). A study in the computer: it
/// needs no instrument.</summary>
public sealed class ResonatorCnnProtocol : Study<ResonatorCnnSettings>
{
    /// <inheritdoc/>
    public override string Name => "resonator-cnn";

    /// <inheritdoc/>
    public override string Summary =>
        "A convolutional network whose filter coefficients are shared detunings of resonators, with oscillators as neurons.";

    /// <inheritdoc/>
    protected override bool TakesDevice(ResonatorCnnSettings settings) => settings.Resonators == ResonatorSource.Bench;

    /// <inheritdoc/>
    public override IStudy Create(ResonatorCnnSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        settings.Validate();
        if (!(settings.Damping is > 0 and < 1) || !(settings.InitialSpread > 0))
        {
            throw new SettingsException(
                $"The settings 'damping' and 'initial_spread' are {settings.Damping} and {settings.InitialSpread}; both have to "
                    + "be positive, and the first below 1.");
        }

        int classes = DataCatalog.Find(settings.Data).Classes;
        OscillatorConvolutionNetwork.Options layout = new(classes) { InitialSpread = settings.InitialSpread };
        ClassifierPlan Plan(string variant, OscillatorConvolutionNetwork.Options made) =>
            new(variant, 0, settings.LearningRate, seed => new OscillatorConvolutionNetwork(made, seed));
        ClassifierPlan[] Plans(JunctionDefinition? junction) =>
        [
            Plan("resonators", layout with { Damping = junction?.Damping ?? settings.Damping }),
            .. settings.Software
                ? (ClassifierPlan[])[Plan("software synapses", layout with { Synapses = SynapseModel.Software })]
                : [],
        ];
        const int side = OscillatorConvolutionNetwork.KernelSide;
        Func<ulong, (ImageSet Training, ImageSet Test)> load = settings.LoadOnce();
        return new ClassifierStudy(settings, settings.Data, load, Plans, record => record.Summarise(side, side))
        {
            Source = settings.Resonators,
            Look = settings.LookWith(load),
        };
    }
}
