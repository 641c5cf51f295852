using Lab.Models.SpinDiodes;

namespace Lab.Calibration.SpinDiodes;

/// <summary>The measured points of a fit, and the model of a junction at those points.</summary>
internal sealed class SpinDiodeSpectrum(double[] frequencyHertz, double[] powerWatts, double[] voltageVolts, double[] timeSeconds)
{
    /// <summary>Positions in the vector of parameters. N and Q stand last, so that a fit at one power leaves them out.</summary>
    public const int Resonance = 0;
    public const int Linewidth = 1;
    public const int Symmetric = 2;
    public const int Antisymmetric = 3;
    public const int Offset = 4;
    public const int FrequencyNonlinearity = 5;
    public const int DampingNonlinearity = 6;

    // Below this ratio of the largest to the smallest power, 0.4 dB, the shift with power cannot be told from the resonance itself.
    private const double SmallestPowerRatio = 1.1;

    public double[] FrequencyHertz { get; } = frequencyHertz;

    public double[] PowerWatts { get; } = powerWatts;

    public double[] VoltageVolts { get; } = voltageVolts;

    public double[] TimeSeconds { get; } = timeSeconds;

    public int Count => FrequencyHertz.Length;

    public double LowestHertz { get; } = frequencyHertz.Min();

    public double HighestHertz { get; } = frequencyHertz.Max();

    /// <summary>The smallest power that is not zero.</summary>
    public double LowestWatts { get; } = powerWatts.Where(power => power > 0).DefaultIfEmpty().Min();

    public double HighestWatts { get; } = powerWatts.Max();

    /// <summary>Median distance between neighbouring frequencies.</summary>
    public double SpacingHertz { get; } = MedianSpacing(frequencyHertz);

    public bool TellsNonlinearity => HighestWatts >= SmallestPowerRatio * LowestWatts;

    public int ParameterCount => TellsNonlinearity ? 7 : 5;

    /// <summary>The junction of a vector of parameters: β is 1, and βξ_S and βξ_A stand as its weights. Null where the parameters
    /// are those of no junction, which a long step of the fit can reach.</summary>
    public SpinDiode? DiodeOf(double[] parameters)
    {
        if (!(parameters[Resonance] > 0 && parameters[Linewidth] > 0) || !parameters.All(double.IsFinite))
        {
            return null;
        }

        var diode = new SpinDiode
        {
            ResonanceFrequency = Quantities.Frequency.FromHertz(parameters[Resonance]),
            Damping = parameters[Linewidth] / parameters[Resonance],
            SymmetricWeight = parameters[Symmetric],
            AntisymmetricWeight = parameters[Antisymmetric],
            RectificationRadiansPerCoulomb = 1,
            FrequencyNonlinearity = TellsNonlinearity ? parameters[FrequencyNonlinearity] : 0,
            DampingNonlinearity = TellsNonlinearity ? parameters[DampingNonlinearity] : 0,
        };

        // A line that narrows to nothing at the largest amplitude is no line.
        double largest = diode.OscillationPower(diode.ResonanceFrequency, Quantities.Power.FromWatts(HighestWatts));
        return 1 + (diode.DampingNonlinearity * largest) > 0 ? diode : null;
    }

    /// <summary>Measured less model and constant offset, shape [point].</summary>
    public void ResidualsInto(SpinDiode diode, double offsetVolts, double[] residuals)
    {
        diode.RectifiedVoltageInto(FrequencyHertz, PowerWatts, residuals);
        for (int i = 0; i < residuals.Length; i++)
        {
            residuals[i] = VoltageVolts[i] - residuals[i] - offsetVolts;
        }
    }

    /// <summary>Derivatives of the model by the parameters, shape [parameter][point].</summary>
    public void JacobianInto(SpinDiode diode, double[][] columns)
    {
        for (int i = 0; i < Count; i++)
        {
            SpinDiodeDerivatives derivatives = diode.Differentiate(FrequencyHertz[i], PowerWatts[i]);
            columns[Resonance][i] = derivatives.PerResonanceHertz;
            columns[Linewidth][i] = derivatives.PerLinewidthHertz;
            columns[Symmetric][i] = derivatives.PerSymmetricWeight;
            columns[Antisymmetric][i] = derivatives.PerAntisymmetricWeight;
            columns[Offset][i] = 1;
            if (TellsNonlinearity)
            {
                columns[FrequencyNonlinearity][i] = derivatives.PerFrequencyNonlinearity;
                columns[DampingNonlinearity][i] = derivatives.PerDampingNonlinearity;
            }
        }
    }

    private static double MedianSpacing(double[] frequencyHertz)
    {
        double[] distinct = [.. frequencyHertz.Distinct().Order()];
        double[] spacings = [.. distinct.Zip(distinct.Skip(1), (low, high) => high - low).Order()];
        return spacings.Length == 0 ? 0 : spacings[spacings.Length / 2];
    }
}
