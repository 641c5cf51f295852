using Lab.Models.HardwareInTheLoop;
using Lab.Models.Randomness;
using Lab.Models.Training;

namespace Lab.Protocols.Training;

/// <summary>The software layers after the chain: gain and bias of its one voltage; or, for a hidden layer, gain, bias and
/// hyperbolic tangent of every unit, and a linear read-out of all of them.</summary>
internal sealed class ClassifierLayers
{
    private const double ReadoutStep = 3; // log-odds; the voltages are of the order of 1 µV
    private const double UnitStep = 0.3; // of what a hidden unit bends
    private const double FirstGain = 2; // a unit then bends within its inputs

    private readonly int hidden;
    private readonly double typicalVolts;
    private readonly AffineReadout affine;
    private readonly HyperbolicTangent bend;

    /// <summary>Makes the layers.</summary>
    /// <param name="hidden">Hidden units; 0 for none.</param>
    /// <param name="typicalVolts">A typical voltage of the chain, V.</param>
    public ClassifierLayers(int hidden, double typicalVolts)
    {
        (this.hidden, this.typicalVolts) = (hidden, typicalVolts);
        affine = new AffineReadout(Units, typicalVolts);
        bend = new HyperbolicTangent(Units);
        double scale = hidden == 0 ? ReadoutStep : UnitStep;
        ParameterGroup gains = new("gain", string.Empty, [Units], 0, "Gain of each unit's voltage over 1 µV.") { Scale = scale };
        ParameterGroup biases = new("bias", string.Empty, [Units], Units, "Bias of each unit.") { Scale = scale };
        ParameterGroup readout =
            new("readout", string.Empty, [Units + 1], 0, "Weight of each unit in the log-odds, then their bias.")
            {
                Scale =
                ReadoutStep
            };
        Layers = hidden == 0
            ? [new SoftwareLayer(affine, gains, biases)]
            : [new SoftwareLayer(affine, gains, biases), new SoftwareLayer(bend),
                new SoftwareLayer(new LinearReadout(Units, Units, 1), readout)];
    }

    /// <summary>Voltages of a sample.</summary>
    public int Units => Math.Max(hidden, 1);

    /// <summary>How far a step of a training moves a weight of the chain where nothing else is known, V/W: of a hidden unit less,
    /// since its gain amplifies it.</summary>
    public double WeightScale => hidden == 0 ? 0.1 : 0.02;

    /// <summary>The layers in their order.</summary>
    public IReadOnlyList<SoftwareLayer> Layers { get; }

    /// <summary>The first parameters of all layers. Each hidden unit is zero at a sample drawn at random.</summary>
    /// <param name="weights">The chain's first weights, V/W, shape [unit · 2].</param>
    /// <param name="powers">The samples to train with, W, shape [sample · 2].</param>
    /// <param name="random">Draws them.</param>
    public float[] FirstParameters(float[] weights, float[] powers, RandomStream random)
    {
        if (hidden == 0)
        {
            return [1, 0];
        }

        float[] biases = new float[Units];
        for (int unit = 0; unit < Units; unit++)
        {
            int sample = random.NextInt32(powers.Length / 2);
            double volts =
                ((double)weights[2 * unit] * powers[2 * sample]) + ((double)weights[(2 * unit) + 1] * powers[(2 * sample) + 1]);
            biases[unit] = (float)(-FirstGain * volts / typicalVolts);
        }

        return
        [
            .. Enumerable.Repeat((float)FirstGain, Units), .. biases,
            .. Enumerable.Range(0, Units).Select(_ => (float)(random.NextGaussian() / Math.Sqrt(Units))), 0,
        ];
    }

    /// <summary>The features that the last layer weighs.</summary>
    /// <param name="volts">Voltages of the chain, V, shape [sample · unit].</param>
    /// <param name="parameters">The parameters of all layers.</param>
    /// <returns>Shape [sample · unit].</returns>
    public float[] FeaturesOf(float[] volts, ReadOnlySpan<float> parameters)
    {
        if (hidden == 0)
        {
            return [.. volts.Select(volt => (float)(volt / typicalVolts))];
        }

        float[] features = new float[volts.Length];
        affine.Forward(parameters[..affine.ParameterCount].ToArray(), volts, features);
        bend.Forward(default, features, features);
        return features;
    }
}
