using Lab.Calibration.Noise;

namespace Lab.Calibration.SpinDiodes;

/// <summary>
/// Finds starting values for the fit in the data alone. At a given resonance and linewidth the linear spectrum is linear in βξ_S,
/// βξ_A and the offset, so a grid over the two and a small least-squares problem at each node cover all signs and shapes.
/// </summary>
/// <remarks>Wide lines are sought in readings that are averaged over neighbouring frequencies, narrow ones in windows of some
/// linewidths, so that the work grows with the number of points and not with its square.</remarks>
internal static class SpinDiodeSearch
{
    // Linewidths a factor of 2 and resonances three quarters of a linewidth apart put a node within reach of every line: from
    // there the fit proper converges, as the tests show for all shapes.
    private const double LinewidthStep = 2;
    private const double ResonanceStep = 0.75;
    private const double SmallestDeterminant = 1e-12;

    // The walk's variance per point over the white one. A hundredth keeps a drifting offset from posing as a wide resonance and
    // leaves lines of ten points untouched; the fit proper finds the true ratio.
    private const double VarianceRatioPerPoint = 0.01;

    private const int MostPoints = 600;
    private const int MostPointsOfPairs = 300;
    private const double NarrowestOfPairsInSteps = 2.5;
    private const double WindowInLinewidths = 10;
    private const int FewestInWindow = 7;

    /// <summary>The best single line; null where none explains anything.</summary>
    public static SearchNode? Start(SpinDiodeSpectrum spectrum)
    {
        SpinDiodeSpectrum thinned = spectrum.Thinned(MostPoints);
        var columns = new NodeColumns(thinned, VarianceRatioPerPoint);
        SearchNode? best = null;
        foreach ((double resonance, double linewidth) in Grid(thinned, thinned.SpacingHertz / 2, ResonanceStep))
        {
            if (columns.NodeAt(resonance, linewidth) is { } node && node.Gain > (best?.Gain ?? 0))
            {
                best = node;
            }
        }

        // An average of n readings has an n-th of the variance.
        double block = (double)spectrum.Count / thinned.Count;
        return thinned == spectrum ? best : Narrow(spectrum, thinned.SpacingHertz, best, block * (best?.Gain ?? 0));
    }

    /// <summary>The best pair of lines, the larger first; null where the sweep has too few points.</summary>
    public static (SearchNode First, SearchNode Second)? Pair(SpinDiodeSpectrum spectrum)
    {
        SpinDiodeSpectrum thinned = spectrum.Thinned(MostPointsOfPairs);
        var columns = new NodeColumns(thinned, VarianceRatioPerPoint);
        (double Resonance, double Linewidth)[] grid =
            [.. Grid(thinned, NarrowestOfPairsInSteps * thinned.SpacingHertz, resonanceStep: 0.8)];
        double[][] symmetric = [.. grid.Select(node => columns.ColumnOf(node.Resonance, node.Linewidth, symmetric: true))];
        double[][] antisymmetric = [.. grid.Select(node => columns.ColumnOf(node.Resonance, node.Linewidth, symmetric: false))];
        (SearchNode, SearchNode)? best = null;
        double bestGain = 0;
        for (int i = 0; i < grid.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                double gain = columns.GainOf(
                    [symmetric[i], antisymmetric[i], symmetric[j], antisymmetric[j]], out double[] weights);
                if (gain > bestGain)
                {
                    bestGain = gain;
                    best = (
                        new SearchNode(grid[i].Resonance, grid[i].Linewidth, weights[0], weights[1], gain),
                        new SearchNode(grid[j].Resonance, grid[j].Linewidth, weights[2], weights[3], gain));
                }
            }
        }

        return best is var (first, second) && SizeOf(second) > SizeOf(first) ? (second, first) : best;

        static double SizeOf(SearchNode node) => double.Hypot(node.Symmetric, node.Antisymmetric) / node.LinewidthHertz;
    }

    /// <summary>The two Lorentzians of Eq. 3.15 in the linear limit at a point, per βξ_S and βξ_A.</summary>
    public static (double Symmetric, double Antisymmetric) Shapes(
        double hertz, double watts, double resonanceHertz, double linewidthHertz)
    {
        double detuning = hertz - resonanceHertz;
        double scale = watts / (Math.Tau * ((linewidthHertz * linewidthHertz) + (detuning * detuning)));
        return (scale * linewidthHertz, scale * detuning);
    }

    private static IEnumerable<(double Resonance, double Linewidth)> Grid(
        SpinDiodeSpectrum spectrum, double narrowest, double resonanceStep)
    {
        for (double linewidth = narrowest; linewidth <= spectrum.SpanHertz / 2; linewidth *= LinewidthStep)
        {
            for (double resonance =
                spectrum.LowestHertz; resonance <= spectrum.HighestHertz; resonance += resonanceStep * linewidth)
            {
                yield return (resonance, linewidth);
            }
        }
    }

    /// <summary>Lines that averages would hide, in windows of the readings at the largest power,
    /// each with an offset of its own.</summary>
    private static SearchNode? Narrow(SpinDiodeSpectrum spectrum, double widest, SearchNode? best, double bestGain)
    {
        int[] points = [.. spectrum.PointsByPower().First().OrderBy(i => spectrum.FrequencyHertz[i])];
        double[] hertz = [.. points.Select(i => spectrum.FrequencyHertz[i])];
        double[] volts = [.. points.Select(i => spectrum.VoltageVolts[i])];
        foreach ((double resonance, double linewidth) in NarrowGrid(spectrum, widest))
        {
            int first = FirstFrom(hertz, resonance - (WindowInLinewidths * linewidth));
            int end = FirstFrom(hertz, resonance + (WindowInLinewidths * linewidth));
            if (end - first >= FewestInWindow
                && InWindow(
                    hertz.AsSpan(first..end), volts.AsSpan(first..end), spectrum.HighestWatts, resonance, linewidth) is { } node
                && node.Gain > bestGain)
            {
                (best, bestGain) = (node, node.Gain);
            }
        }

        return best;

        static int FirstFrom(double[] sorted, double value)
        {
            int index = Array.BinarySearch(sorted, value);
            return index < 0 ? ~index : index;
        }
    }

    private static IEnumerable<(double Resonance, double Linewidth)> NarrowGrid(SpinDiodeSpectrum spectrum, double widest)
    {
        for (double linewidth = spectrum.SpacingHertz; linewidth <= widest; linewidth *= LinewidthStep)
        {
            for (double resonance =
                spectrum.LowestHertz; resonance <= spectrum.HighestHertz; resonance += ResonanceStep * linewidth)
            {
                yield return (resonance, linewidth);
            }
        }
    }

    private static SearchNode? InWindow(
        ReadOnlySpan<double> hertz, ReadOnlySpan<double> volts, double watts, double resonance, double linewidth)
    {
        (double s, double a, double v, double ss, double aa, double sa, double sv, double av) = (0, 0, 0, 0, 0, 0, 0, 0);
        for (int i = 0; i < hertz.Length; i++)
        {
            (double symmetric, double antisymmetric) = Shapes(hertz[i], watts, resonance, linewidth);
            s += symmetric;
            a += antisymmetric;
            v += volts[i];
            ss += symmetric * symmetric;
            aa += antisymmetric * antisymmetric;
            sa += symmetric * antisymmetric;
            sv += symmetric * volts[i];
            av += antisymmetric * volts[i];
        }

        int count = hertz.Length;
        return NodeColumns.Solve(
            resonance,
            linewidth,
            ss - (s * s / count),
            aa - (a * a / count),
            sa - (s * a / count),
            sv - (s * v / count),
            av - (a * v / count));
    }

    /// <summary>Whitened shapes of lines, with the offset taken out, beside the readings treated alike.</summary>
    private sealed class NodeColumns
    {
        private readonly SpinDiodeSpectrum spectrum;
        private readonly RandomWalkWhitening whitening;
        private readonly double[] ones;
        private readonly double[] volts;
        private readonly double[] symmetric;
        private readonly double[] antisymmetric;
        private readonly double onesSquared;

        public NodeColumns(SpinDiodeSpectrum spectrum, double varianceRatioPerPoint)
        {
            this.spectrum = spectrum;
            whitening = new RandomWalkWhitening(
                spectrum.TimeSeconds,
                spectrum.DurationSeconds > 0 ? varianceRatioPerPoint * (spectrum.Count - 1) / spectrum.DurationSeconds : 0);
            ones = new double[spectrum.Count];
            Array.Fill(ones, 1);
            whitening.Apply(ones, ones);
            onesSquared = InnerProduct.Of(ones, ones);
            volts = [.. spectrum.VoltageVolts];
            Treat(volts);
            symmetric = new double[spectrum.Count];
            antisymmetric = new double[spectrum.Count];
        }

        public SearchNode? NodeAt(double resonance, double linewidth)
        {
            for (int i = 0; i < symmetric.Length; i++)
            {
                (symmetric[i], antisymmetric[i]) = Shapes(
                    spectrum.FrequencyHertz[i], spectrum.PowerWatts[i], resonance, linewidth);
            }

            Treat(symmetric);
            Treat(antisymmetric);
            return Solve(
                resonance,
                linewidth,
                InnerProduct.Of(symmetric, symmetric),
                InnerProduct.Of(antisymmetric, antisymmetric),
                InnerProduct.Of(symmetric, antisymmetric),
                InnerProduct.Of(symmetric, volts),
                InnerProduct.Of(antisymmetric, volts));
        }

        public static SearchNode? Solve(double resonance, double linewidth, double ss, double aa, double sa, double sv, double av)
        {
            double determinant = (ss * aa) - (sa * sa);
            double symmetricWeight = ((aa * sv) - (sa * av)) / determinant;
            double antisymmetricWeight = ((ss * av) - (sa * sv)) / determinant;
            return determinant > SmallestDeterminant * ss * aa
                ? new SearchNode(
                    resonance,
                    linewidth,
                    symmetricWeight,
                    antisymmetricWeight,
                    (symmetricWeight * sv) + (antisymmetricWeight * av))
                : null;
        }

        public double[] ColumnOf(double resonance, double linewidth, bool symmetric)
        {
            double[] column = new double[spectrum.Count];
            for (int i = 0; i < column.Length; i++)
            {
                (double even, double odd) = Shapes(spectrum.FrequencyHertz[i], spectrum.PowerWatts[i], resonance, linewidth);
                column[i] = symmetric ? even : odd;
            }

            Treat(column);
            return column;
        }

        public double GainOf(double[][] columns, out double[] weights) => SmallLeastSquares.Solve(columns, volts, out weights);

        private void Treat(double[] values)
        {
            whitening.Apply(values, values);
            double part = InnerProduct.Of(ones, values) / onesSquared;
            for (int i = 0; i < values.Length; i++)
            {
                values[i] -= part * ones[i];
            }
        }
    }
}
