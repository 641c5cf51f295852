using Lab.Models.SpinDiodes;
using Lab.Quantities;

namespace Lab.Calibration.WeightTunings;

/// <summary>A junction whose resonance alone moves from visit to visit: its voltage at all readings,
/// and the derivatives.</summary>
internal sealed class TunedJunctionModel(TunedReadings readings)
{
    /// <summary>Positions in the vector of parameters; the resonances of the visits stand last.</summary>
    public const int Antisymmetric = 0;
    public const int Symmetric = 1;
    public const int Damping = 2;
    public const int FrequencyNonlinearity = 3;
    public const int DampingNonlinearity = 4;
    public const int Offset = 5;
    public const int FirstResonance = 6;

    private readonly double highestWatts = readings.PowerWatts.Max();

    public TunedReadings Readings => readings;

    public int ParameterCount => FirstResonance + readings.VisitCount;

    /// <summary>p at the resonance, per unit of power: γ²/Γ², which shift and broadening are measured in.</summary>
    public static double OscillationPerWatt(double linewidthHertz) =>
        Math.Pow(SpinDiode.ReferenceDriveFactor / (Math.Tau * linewidthHertz), 2);

    /// <summary>The junction at one visit; <see langword="null"/> where the parameters are those of none.</summary>
    public SpinDiode? JunctionAt(ReadOnlySpan<double> parameters, int visit) =>
        JunctionOf(parameters, parameters[FirstResonance + visit]);

    /// <summary>The junction with some resonance.</summary>
    public SpinDiode? JunctionOf(ReadOnlySpan<double> parameters, double resonanceHertz)
    {
        foreach (double parameter in parameters)
        {
            if (!double.IsFinite(parameter))
            {
                return null;
            }
        }

        if (!(resonanceHertz > 0 && double.IsFinite(resonanceHertz) && parameters[Damping] > 0 && parameters[Damping] < 1))
        {
            return null;
        }

        var junction = new SpinDiode
        {
            ResonanceFrequency = Frequency.FromHertz(resonanceHertz),
            Damping = parameters[Damping],
            RectificationRadiansPerCoulomb = 1,
            AntisymmetricWeight = parameters[Antisymmetric],
            SymmetricWeight = parameters[Symmetric],
            FrequencyNonlinearity = parameters[FrequencyNonlinearity],
            DampingNonlinearity = parameters[DampingNonlinearity],
        };

        // A line that narrows to nothing at the largest amplitude is no line.
        double largest = junction.OscillationPower(junction.ResonanceFrequency, Power.FromWatts(highestWatts));
        return 1 + (junction.DampingNonlinearity * largest) > 0 ? junction : null;
    }

    /// <summary>Measured less model, shape [reading]; whether the parameters are those of a junction.</summary>
    public bool ResidualsInto(ReadOnlySpan<double> parameters, Span<double> residuals)
    {
        if (JunctionsOf(parameters) is not { } junctions)
        {
            return false;
        }

        for (int i = 0; i < residuals.Length; i++)
        {
            double volts = junctions[readings.Visit[i]]
                .RectifiedVoltage(Frequency.FromHertz(readings.FrequencyHertz[i]), Power.FromWatts(readings.PowerWatts[i])).Volts;
            residuals[i] = readings.Volts[i] - volts - parameters[Offset];
        }

        return true;
    }

    /// <summary>Measured less model, shape [reading], and the derivatives of the model, shape [parameter][reading].</summary>
    /// <returns>Whether the parameters are those of a junction.</returns>
    public bool LineariseInto(ReadOnlySpan<double> parameters, double[] residuals, double[][] columns)
    {
        if (JunctionsOf(parameters) is not { } junctions)
        {
            return false;
        }

        foreach (double[] column in columns)
        {
            Array.Clear(column);
        }

        for (int i = 0; i < residuals.Length; i++)
        {
            SpinDiode junction = junctions[readings.Visit[i]];
            SpinDiodeDerivatives derivatives = junction.Differentiate(readings.FrequencyHertz[i], readings.PowerWatts[i]);
            residuals[i] = readings.Volts[i] - derivatives.VoltageVolts - parameters[Offset];
            columns[Antisymmetric][i] = derivatives.PerAntisymmetricWeight;
            columns[Symmetric][i] = derivatives.PerSymmetricWeight;
            columns[Damping][i] = derivatives.PerLinewidthHertz * junction.ResonanceFrequency.Hertz;
            columns[FrequencyNonlinearity][i] = derivatives.PerFrequencyNonlinearity;
            columns[DampingNonlinearity][i] = derivatives.PerDampingNonlinearity;
            columns[Offset][i] = 1;
            columns[FirstResonance + readings.Visit[i]][i] = derivatives.PerResonanceHertz
                + (derivatives.PerLinewidthHertz * junction.Damping);
        }

        return true;
    }

    private SpinDiode[]? JunctionsOf(ReadOnlySpan<double> parameters)
    {
        var junctions = new SpinDiode[readings.VisitCount];
        for (int visit = 0; visit < junctions.Length; visit++)
        {
            if (JunctionAt(parameters, visit) is not { } junction)
            {
                return null;
            }

            junctions[visit] = junction;
        }

        return junctions;
    }
}
