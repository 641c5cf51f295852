using Lab.Models.SpinDiodes;
using Lab.Quantities;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.LinearAlgebra.Factorization;

namespace Lab.Calibration.WeightTunings;

/// <summary>
/// How the weight of a junction, its slope V(P) at a fixed tone, depends on the current in the field line: the junction of
/// <see cref="TunedJunctionFit"/>, whose resonance follows a parabola in the current.
/// </summary>
/// <remarks>The parabola is fitted to all readings under a resonance that may wander by itself
/// (<see cref="WanderingResonance"/>). Where they cannot tell that, and where a resumed run settled at another field, it is
/// fitted to the resonances with their covariance, and what follows is as uncertain as their scatter about it says. A zero is
/// sought between the currents where the measured weights change their sign, and nowhere else.</remarks>
public sealed class WeightCurve
{
    /// <summary>The fewest currents that tell the curve.</summary>
    public const int FewestCurrents = 5;

    private const int Terms = 3;
    private const int FirstTerm = 5; // after the five parameters of the line
    private const int Count = FirstTerm + Terms;
    private const double Significance = 3;
    private const double OrdinaryProbability = 0.16;
    private const double LargestGainOfWalk = 16; // four standard deviations of a single parameter
    private const int ScanPoints = 400;
    private const int MostSteps = 40;
    private const double StepInUncertainties = 0.1;

    private readonly Frequency tone;
    private readonly double[] powerWatts;
    private readonly TunedJunctionModel model;
    private readonly double reach;
    private readonly double[] parameters;
    private readonly double[][] directions;

    /// <summary>Makes the curve.</summary>
    /// <param name="tone">The tone.</param>
    /// <param name="powerWatts">The powers of each V(P), W.</param>
    /// <param name="junction">The junction.</param>
    /// <param name="hertzBeside">The shift that a resonance may have by itself at each visit, Hz, shape [visit]; zeros where
    /// nothing is known.</param>
    /// <exception cref="ArgumentException">There are fewer than <see cref="FewestCurrents"/> different currents.</exception>
    public WeightCurve(
        Frequency tone, IReadOnlyList<double> powerWatts, TunedJunction junction, IReadOnlyList<double> hertzBeside)
    {
        ArgumentNullException.ThrowIfNull(powerWatts);
        ArgumentNullException.ThrowIfNull(junction);
        ArgumentNullException.ThrowIfNull(hertzBeside);
        double[] amperes = junction.Model.Readings.Amperes;
        if (amperes.Distinct().Count() < FewestCurrents)
        {
            throw new ArgumentException(
                $"{amperes.Distinct().Count()} currents do not tell the curve; it needs {FewestCurrents}.", nameof(junction));
        }

        this.tone = tone;
        this.powerWatts = [.. powerWatts];
        model = junction.Model;
        reach = amperes.Max(Math.Abs);

        int visits = amperes.Length;
        int first = TunedJunctionModel.FirstResonance;
        Matrix<double> own = junction.Covariance.SubMatrix(first, visits, first, visits);
        Matrix<double> covariance = own
            + Matrix<double>.Build.DenseOfDiagonalArray([.. hertzBeside.Select(hertz => hertz * hertz)]);
        Vector<double> resonances = Vector<double>.Build.Dense(visits, visit => junction.Parameters[first + visit]);
        Matrix<double> design = Matrix<double>.Build.Dense(
            visits, Terms, (visit, term) => Math.Pow(amperes[visit] / reach, term));
        Matrix<double> information = covariance.Inverse();
        Matrix<double> toTerms =
            (design.TransposeThisAndMultiply(information) * design).Inverse() * design.TransposeThisAndMultiply(information);
        Vector<double> terms = toTerms * resonances;
        Vector<double> misses = resonances - (design * terms);
        int freedom = visits - Terms;
        ReducedChiSquare = misses * (information * misses) / freedom;
        ScatterProbability = 1 - ChiSquared.CDF(freedom, ReducedChiSquare * freedom);
        Residuals = misses.ToArray();

        parameters =
        [
            junction.Parameters[0],
            junction.Parameters[1],
            junction.Parameters[2],
            junction.Parameters[3],
            junction.Parameters[4],
            .. terms
        ];
        Matrix<double> to = Matrix<double>.Build.Dense(Count, junction.Parameters.Length);
        for (int i = 0; i < FirstTerm; i++)
        {
            to[i, i] = 1;
        }

        to.SetSubMatrix(FirstTerm, first, toTerms);
        Matrix<double> whole = to * junction.Covariance * to.Transpose();
        Matrix<double> ofTerms = toTerms * covariance * toTerms.Transpose() * WideningOf(freedom);
        whole.SetSubMatrix(FirstTerm, FirstTerm, ofTerms);
        if (hertzBeside.All(hertz => hertz == 0) && Wandering(junction) is { } wandering)
        {
            parameters = [.. parameters.Zip(wandering.Changes, (value, change) => value + change)];
            whole = wandering.Covariance;
            WalkPerRootSecond = wandering.Gain > LargestGainOfWalk ? wandering.HertzPerRootSecond : 0;
        }

        directions = DirectionsOf(whole);
        FrequencyPerAmpere = Of(FirstTerm + 1, reach);
        FrequencyPerSquareAmpere = Of(FirstTerm + 2, reach * reach);

        Estimate Of(int index, double scale) =>
            new(parameters[index] / scale, Math.Sqrt(Math.Max(whole[index, index], 0)) / scale);
    }

    /// <summary>Shift of the resonance with the current at no current, Hz/A.</summary>
    public Estimate FrequencyPerAmpere { get; }

    /// <summary>Half the change of that shift with the current, Hz/A².</summary>
    public Estimate FrequencyPerSquareAmpere { get; }

    /// <summary>Scatter of the resonances about the parabola over what their uncertainties promise, squared;
    /// near 1 where it holds.</summary>
    public double ReducedChiSquare { get; }

    /// <summary>Probability that resonances which follow the parabola scatter as much as these do, or more.</summary>
    public double ScatterProbability { get; }

    /// <summary>How far the resonance wanders by itself in a second, Hz/√s, where the readings leave no doubt that it does;
    /// otherwise 0. All uncertainties allow for a random walk that the readings leave possible; what surely moves may be
    /// something else, such as jumps.</summary>
    public double WalkPerRootSecond { get; }

    /// <summary>Resonance less parabola, Hz, shape [visit].</summary>
    public IReadOnlyList<double> Residuals { get; }

    /// <summary>The resonance at a current in A, Hz.</summary>
    public double ResonanceAt(double currentAmperes) => ResonanceOf(parameters, currentAmperes);

    /// <summary>The weight in V/W at a current in A; NaN where the junction has none.</summary>
    public double WeightAt(double currentAmperes) => WeightOf(parameters, currentAmperes);

    /// <summary>Slope of the weight against current at a current in A, in V/W/A.</summary>
    public double SlopeAt(double currentAmperes) => SlopeOf(parameters, currentAmperes);

    /// <summary>Finds the current at which the weight is zero.</summary>
    /// <param name="measured">The weights as measured, without a model, at their currents in A.</param>
    public WeightZero FindZero(IReadOnlyList<(double Amperes, Estimate Weight)> measured)
    {
        (double Amperes, Estimate Weight)[] sure =
        [
            .. measured.Where(each => Math.Abs(each.Weight.Value) > Significance * each.Weight.StandardUncertainty)
                .OrderBy(each => each.Amperes),
        ];
        (double Low, double High)[] brackets =
        [
            .. sure.Zip(sure.Skip(1))
                .Where(pair => Math.Sign(pair.First.Weight.Value) != Math.Sign(pair.Second.Weight.Value))
                .Select(pair => (pair.First.Amperes, pair.Second.Amperes)),
        ];
        if (brackets is not [var bracket])
        {
            return WeightZero.NotDetermined(brackets.Length == 0
                ? "the weight has the same sign at all currents; widen 'currents' or move 'tone'"
                : $"the measured weights change their sign {brackets.Length} times; narrow 'currents', or lower 'powers'");
        }

        double[] zeros = [.. ZerosBetween(bracket.Low, bracket.High)];
        if (zeros is not [var zero])
        {
            return WeightZero.NotDetermined(
                $"between {Current.FromAmperes(bracket.Low)} and {Current.FromAmperes(bracket.High)}, where the measured "
                    + "weights change their sign, "
                + $"the curve is zero {(zeros.Length == 0 ? "nowhere" : $"{zeros.Length} times")}; measure currents "
                + "between them");
        }

        Estimate current = Propagate(p => ZeroNear(p, zero, bracket));
        Estimate slope = Propagate(p => SlopeOf(p, ZeroNear(p, zero, bracket)));
        return current.IsKnown && slope.IsKnown && double.IsFinite(current.StandardUncertainty)
            && double.IsFinite(slope.StandardUncertainty)
            ? AtOtherPowers(new WeightZero(current, slope, string.Empty), bracket)
            : WeightZero.NotDetermined("within its uncertainty the line folds over at these powers; lower 'powers'");
    }

    private WeightZero AtOtherPowers(WeightZero zero, (double Low, double High) bracket)
    {
        const double small = 1e-3;
        (double up, double down) = (
            ZeroNear(parameters, zero.Current.Value, bracket, 1 + small),
            ZeroNear(parameters, zero.Current.Value, bracket, 1 - small));
        return zero with
        {
            CurrentPerLogPower = (up - down) / (2 * small),
            SlopePerLogPower = (SlopeOf(parameters, up, 1 + small) - SlopeOf(parameters, down, 1 - small)) / (2 * small),
        };
    }

    /// <summary>The law with a resonance that may wander.</summary>
    private WanderingResonance? Wandering(TunedJunction junction)
    {
        double[] amperes = junction.Model.Readings.Amperes;
        double[] atLaw = [.. junction.Parameters];
        for (int visit = 0; visit < amperes.Length; visit++)
        {
            atLaw[TunedJunctionModel.FirstResonance + visit] = ResonanceOf(parameters, amperes[visit]);
        }

        return WanderingResonance.Of(
            junction.Model,
            atLaw,
            [.. Enumerable.Range(0, Terms).Select(term => (double[])[.. amperes.Select(each => Math.Pow(each / reach, term))])],
            junction.VarianceRatioPerSecond,
            junction.WhiteNoise * junction.WhiteNoise);
    }

    // A scatter that chance makes in one run of six changes nothing: widening by each scatter above the mean would overstate the
    // uncertainties of honest runs. A larger one is as uncertain as its few degrees of freedom, for which Student's distribution
    // allows.
    private double WideningOf(int freedom)
    {
        double student = StudentT.InvCDF(0, 1, freedom, Normal.CDF(0, 1, 1));
        return ScatterProbability < OrdinaryProbability ? ReducedChiSquare * student * student : 1;
    }

    private IEnumerable<double> ZerosBetween(double low, double high)
    {
        double step = (high - low) / ScanPoints;
        double before = WeightAt(low);
        for (int i = 1; i <= ScanPoints; i++)
        {
            double there = WeightAt(low + (i * step));
            if (Math.Sign(there) != Math.Sign(before))
            {
                yield return Bisect(low + ((i - 1) * step), low + (i * step));
            }

            before = there;
        }
    }

    private double Bisect(double low, double high)
    {
        int sign = Math.Sign(WeightAt(low));
        for (int step = 0; step < MostSteps; step++)
        {
            double middle = (low + high) / 2;
            (low, high) = Math.Sign(WeightAt(middle)) == sign ? (middle, high) : (low, middle);
        }

        return (low + high) / 2;
    }

    /// <summary>The zero of a curve that differs little from this one, by Newton's steps;
    /// NaN where they leave the bracket.</summary>
    private double ZeroNear(double[] p, double zero, (double Low, double High) bracket, double powerFactor = 1)
    {
        double width = bracket.High - bracket.Low;
        double current = zero;
        for (int step = 0; step < MostSteps; step++)
        {
            double move = -WeightOf(p, current, powerFactor) / SlopeOf(p, current, powerFactor);
            current += move;
            if (!(current > bracket.Low - width && current < bracket.High + width))
            {
                return double.NaN;
            }

            if (Math.Abs(move) < 1e-9 * width)
            {
                return current;
            }
        }

        return double.NaN;
    }

    private double ResonanceOf(double[] p, double currentAmperes)
    {
        double x = currentAmperes / reach;
        return p[FirstTerm] + (x * (p[FirstTerm + 1] + (x * p[FirstTerm + 2])));
    }

    /// <summary>The slope of V(P) that the junction shows over the powers, or over a multiple of them.</summary>
    private double WeightOf(double[] p, double currentAmperes, double powerFactor = 1)
    {
        if (model.JunctionOf(p.AsSpan(0, FirstTerm), ResonanceOf(p, currentAmperes)) is not { } diode)
        {
            return double.NaN;
        }

        double meanPower = powerWatts.Average() * powerFactor;
        double slope = 0;
        double spread = 0;
        foreach (double each in powerWatts)
        {
            double watts = each * powerFactor;
            slope += (watts - meanPower) * diode.RectifiedVoltage(tone, Power.FromWatts(watts)).Volts;
            spread += (watts - meanPower) * (watts - meanPower);
        }

        return slope / spread;
    }

    private double SlopeOf(double[] p, double currentAmperes, double powerFactor = 1)
    {
        double perAmpere = (p[FirstTerm + 1] / reach) + (2 * p[FirstTerm + 2] * currentAmperes / (reach * reach));
        double small = 1e-4 * p[TunedJunctionModel.Damping] * tone.Hertz / Math.Abs(perAmpere);
        return (WeightOf(p, currentAmperes + small, powerFactor) - WeightOf(p, currentAmperes - small, powerFactor))
            / (2 * small);
    }

    /// <summary>Independent directions in which the parameters are uncertain, each one standard deviation long.</summary>
    private static double[][] DirectionsOf(Matrix<double> covariance)
    {
        // In units of the parameters' own uncertainties: hertz stand beside a damping of 0.01.
        Vector<double> scale = covariance.Diagonal().Map(variance => Math.Sqrt(Math.Max(variance, double.Epsilon)));
        Evd<double> modes = Matrix<double>.Build.Dense(Count, Count, (i, j) => covariance[i, j] / (scale[i] * scale[j]))
            .Evd(Symmetricity.Symmetric);
        return
        [
            .. Enumerable.Range(0, Count).Select(mode => modes.EigenVectors.Column(mode)
                .PointwiseMultiply(scale).Multiply(Math.Sqrt(Math.Max(modes.EigenValues[mode].Real, 0))).ToArray()),
        ];
    }

    private Estimate Propagate(Func<double[], double> quantity)
    {
        double variance = 0;
        foreach (double[] direction in directions)
        {
            double Along(double by) => quantity([.. parameters.Zip(direction, (value, sigma) => value + (by * sigma))]);
            double change = (Along(StepInUncertainties) - Along(-StepInUncertainties)) / (2 * StepInUncertainties);
            variance += change * change;
        }

        return new Estimate(quantity(parameters), Math.Sqrt(variance));
    }
}
