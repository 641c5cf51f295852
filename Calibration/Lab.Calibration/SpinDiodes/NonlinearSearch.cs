using Lab.Calibration.Noise;
using Lab.Models.SpinDiodes;
using Lab.Quantities;
using static Lab.Calibration.SpinDiodes.SpinDiodeStructure;

namespace Lab.Calibration.SpinDiodes;

/// <summary>Starting values for a line that large powers bend or fold: a grid over resonance, linewidth, shift and broadening,
/// with the best two amplitudes and offset at each node.</summary>
internal static class NonlinearSearch
{
    private const int MostPoints = 330;
    private const int Kept = 4;

    // In linewidths at the largest power, at the peak.
    private static readonly double[] Shifts = [-12, -8, -5.5, -4, -2.8, -2, -1.4, -0.7, 0.7, 1.4, 2, 2.8, 4, 5.5, 8, 12];
    private static readonly double[] WidthRatios = [0.5, 0.7, 1, 1.4];
    private static readonly double[] Broadenings = [0, 0.5];

    /// <summary>The best nodes as vectors of parameters of one nonlinear mode, the best first, each of another shift.</summary>
    public static IReadOnlyList<double[]> Starts(SpinDiodeSpectrum whole)
    {
        SpinDiodeSpectrum spectrum = whole.Thinned(MostPoints);
        var structure = new SpinDiodeStructure(Modes: 1, NonlinearModes: 1);
        List<(double Gain, double[] Parameters)> best = [];
        foreach (SearchNode centre in Centres(whole))
        {
            foreach (double shift in Shifts)
            {
                if (BestAt(spectrum, structure, centre, shift) is { } node)
                {
                    best.Add(node);
                }
            }
        }

        return [.. best.OrderByDescending(node => node.Gain).Take(Kept).Select(node => node.Parameters)];
    }

    // The line at the lowest power is bent least.
    private static IEnumerable<SearchNode> Centres(SpinDiodeSpectrum spectrum)
    {
        int[] lowest = spectrum.PointsByPower().Last(points => spectrum.PowerWatts[points[0]] > 0);
        double[] Pick(double[] values) => [.. lowest.Select(i => values[i])];
        if (lowest.Length >= SpinDiodeFit.FewestFrequencies
            && SpinDiodeSearch.Start(new SpinDiodeSpectrum(
                Pick(spectrum.FrequencyHertz),
                Pick(spectrum.PowerWatts),
                Pick(spectrum.VoltageVolts),
                Pick(spectrum.TimeSeconds))) is { } atLowest)
        {
            yield return atLowest;
        }
    }

    private static (double Gain, double[] Parameters)? BestAt(
        SpinDiodeSpectrum spectrum, SpinDiodeStructure structure, SearchNode centre, double shift)
    {
        (double Gain, double[] Parameters)? best = null;
        double[][] columns = [new double[spectrum.Count], new double[spectrum.Count], new double[spectrum.Count]];
        Array.Fill(columns[2], 1);
        foreach (double ratio in WidthRatios)
        {
            double width = ratio * centre.LinewidthHertz;
            double largest = Math.Pow(SpinDiode.ReferenceDriveFactor / (Math.Tau * width), 2) * spectrum.HighestWatts;

            // The line at the lowest power is itself displaced, by as much as the shift at that power.
            double displaced = shift * width * spectrum.LowestWatts / spectrum.HighestWatts;
            for (double beside = -2; beside <= 2; beside += 0.5)
            {
                double resonance = centre.ResonanceHertz - (0.5 * displaced) + (beside * 0.5 * (width + Math.Abs(displaced)));
                foreach (double broadening in resonance > 0 ? Broadenings : [])
                {
                    double n = shift * width / (resonance * largest);
                    double q = broadening / largest;
                    Shapes(spectrum, resonance, width, n, q, columns);
                    double gain = SmallLeastSquares.Solve(columns, spectrum.VoltageVolts, out double[] weights);
                    if (gain > (best?.Gain ?? 0))
                    {
                        double[] parameters = new double[structure.Count];
                        parameters[Resonance] = resonance;
                        parameters[Linewidth] = width;
                        parameters[Symmetric] = weights[0];
                        parameters[Antisymmetric] = weights[1];
                        parameters[FrequencyNonlinearity] = n;
                        parameters[DampingNonlinearity] = q;
                        parameters[structure.Offset] = weights[2];
                        best = (gain, parameters);
                    }
                }
            }
        }

        return best;
    }

    private static void Shapes(SpinDiodeSpectrum spectrum, double resonance, double width, double n, double q, double[][] columns)
    {
        var diode = new SpinDiode
        {
            ResonanceFrequency = Frequency.FromHertz(resonance),
            Damping = width / resonance,
            FrequencyNonlinearity = n,
            DampingNonlinearity = q,
        };
        for (int i = 0; i < spectrum.Count; i++)
        {
            double hertz = spectrum.FrequencyHertz[i];
            double watts = spectrum.PowerWatts[i];
            double p = diode.OscillationPower(Frequency.FromHertz(hertz), Power.FromWatts(watts));
            (columns[0][i], columns[1][i]) = SpinDiodeSearch.Shapes(
                hertz, watts, resonance * (1 + (n * p)), width * (1 + (q * p)));
        }
    }
}
