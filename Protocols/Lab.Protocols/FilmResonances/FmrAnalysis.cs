using System.Globalization;
using Lab.Calibration;
using Lab.Calibration.Resonances;
using Lab.Models.Films;
using Lab.Protocols.Fields;
using Lab.Protocols.SpinDiodes;
using Lab.Quantities;
using Lab.Runs.Records;
using Lab.Runs.Results;

namespace Lab.Protocols.FilmResonances;

/// <summary>Lines from the readings, and the film from the lines.</summary>
internal sealed class FmrAnalysis(FmrSettings settings, IRunData data)
{
    private const double TeslaPerOersted = 1e-4;
    private const double HertzPerGigahertz = 1e9;
    private const double VoltsPerMicrovolt = 1e-6;

    private readonly List<(double Hertz, ResonanceLine Line, double FieldUncertainty)> found = [];
    private readonly List<string> warnings = [];
    private readonly List<FigureSeries> spectra = [];

    /// <summary>Fits and reports.</summary>
    public Analysis Conclude()
    {
        double[] hertz = data.Numbers(LineMeasurement.FrequencyColumn.Name);
        double[] fields = data.Numbers(LineMeasurement.FieldColumn.Name);
        double[] uncertainties = data.Numbers(PreparedField.UncertaintyColumn.Name);
        double[] x = data.Numbers(LineMeasurement.XColumn.Name);
        double[] y = data.Numbers(LineMeasurement.YColumn.Name);
        foreach (IGrouping<double, int> points in Enumerable.Range(0, data.Count).GroupBy(i => hertz[i]))
        {
            int[] line = [.. points];
            if (line.Length == settings.FieldPoints) // one that was not measured to its end tells no width
            {
                AddLine(points.Key, Take(fields), Take(x), Take(y), Take(uncertainties).Average());
            }

            double[] Take(double[] all) => [.. line.Select(i => all[i])];
        }

        Figure spectraFigure = new(
            "Lines against field", "field (Oe)", [new FigurePanel("reading (µV rms)", spectra)],
            "Points are readings turned to their phase; curves are the fits.");
        if (found.Count < FilmFit.FewestFrequencies)
        {
            return new Analysis
            {
                Failure = $"{found.Count} lines do not tell a film; {FilmFit.FewestFrequencies} are needed. "
                    + string.Join(' ', warnings),
                Figures = [spectraFigure],
            };
        }

        var film = FilmFit.Of(
            [.. found.Select(each => each.Hertz)], [.. found.Select(each => each.Line)],
            [.. found.Select(each => each.FieldUncertainty)], settings.Geometry == FieldGeometry.InPlane);
        AddDoubts(film);
        return new Analysis
        {
            Results = [.. ResultsOf(film)],
            Figures = [DrawFilm(film), spectraFigure],
            Tables = [Table()],
            Warnings = warnings,
        };
    }

    private void AddLine(double hertz, double[] fields, double[] x, double[] y, double fieldUncertainty)
    {
        double[] readings = QuadratureRotation.Of(x, y, default).InPhase;
        ResonanceLine? line = ResonanceLineFit.Fit(
            fields, readings, settings.Detection == LineDetection.FieldModulated, out string? failure);
        int group = spectra.Count / 2;
        double[] oersted = [.. fields.Select(field => field / TeslaPerOersted)];
        string name = string.Create(CultureInfo.InvariantCulture, $"{hertz / HertzPerGigahertz:G4} GHz");
        spectra.Add(new FigureSeries(
            name, oersted, [.. readings.Select(volts => volts / VoltsPerMicrovolt)], SeriesStyle.Points, group));
        if (line is null)
        {
            warnings.Add($"At {name} there is {failure}");
            return;
        }

        spectra.Add(new FigureSeries(
            $"{name}, fit", oersted, [.. line.Fitted.Select(volts => volts / VoltsPerMicrovolt)], SeriesStyle.Line, group));
        if (!line.IsDescribed)
        {
            warnings.Add($"At {name} one line on a straight background does not describe the readings: another mode, an "
                + "unsaturated film, or too large a modulation.");
        }

        found.Add((hertz, line, fieldUncertainty));
    }

    private void AddDoubts(FilmFit film)
    {
        if (!film.FollowsKittel)
        {
            warnings.Add(
                "The resonance fields do not follow Kittel's law: g and magnetisation stand without uncertainties. Leave "
                    + "out low frequencies, where the film is not saturated, and look for an anisotropy in the plane.");
        }

        if (!film.WidthsAreLinear)
        {
            warnings.Add(
                "The widths do not grow linearly with the frequency: damping and broadening stand without uncertainties. "
                    + "Two-magnon scattering bends them, and low frequencies broaden an unsaturated film.");
        }
    }

    private IEnumerable<ResultValue> ResultsOf(FilmFit film)
    {
        bool areLines = found.All(each => each.Line.IsDescribed);
        ResultValue Result(string name, Estimate estimate, string unit, string description, bool isDescribed) => new(
            name, estimate.Value, unit, isDescribed && areLines ? estimate.StandardUncertainty : null, description);

        yield return Result("damping", film.Damping, string.Empty, "Gilbert damping α.", film.WidthsAreLinear);
        yield return Result(
            "inhomogeneous_broadening", film.Broadening, "T", "Half width at half maximum at vanishing frequency.",
            film.WidthsAreLinear);
        yield return Result("g_factor", film.GFactor, string.Empty, "Spectroscopic splitting factor.", film.FollowsKittel);
        yield return Result(
            "effective_magnetisation", film.Magnetisation, "T", "μ₀M_eff, magnetisation less perpendicular anisotropy.",
            film.FollowsKittel);
        yield return new ResultValue(
            "correlation", film.Correlation, string.Empty, Uncertainty: null,
            "Correlation coefficient of splitting factor and effective magnetisation.")
        { Digits = 3 };
    }

    private ResultTable Table() => new(
        "Lines",
        ["frequency (GHz)", "resonance field (Oe)", "half width (Oe)", "symmetric (µV)", "antisymmetric (µV)"],
        [
            .. found.Select(each => (IReadOnlyList<string>)
            [
                string.Create(CultureInfo.InvariantCulture, $"{each.Hertz / HertzPerGigahertz:G5}"),
                Text(each.Line.Field, TeslaPerOersted),
                Text(each.Line.HalfWidth, TeslaPerOersted),
                Text(each.Line.Symmetric, VoltsPerMicrovolt),
                Text(each.Line.Antisymmetric, VoltsPerMicrovolt),
            ]),
        ]);

    private static string Text(Estimate estimate, double unit) =>
        new Estimate(estimate.Value / unit, estimate.StandardUncertainty / unit).ToString();

    private Figure DrawFilm(FilmFit film)
    {
        double[] gigahertz = [.. found.Select(each => each.Hertz / HertzPerGigahertz)];
        var model = new ThinFilm
        {
            GFactor = film.GFactor.Value,
            EffectiveMagnetisation = MagneticField.FromTesla(film.Magnetisation.Value),
            Damping = film.Damping.Value,
            InhomogeneousBroadening = MagneticField.FromTesla(film.Broadening.Value),
        };
        bool isInPlane = settings.Geometry == FieldGeometry.InPlane;
        return new Figure(
            "Half width and resonance field against frequency", "frequency (GHz)",
            [
                new FigurePanel(
                    "half width (Oe)",
                    [
                        new FigureSeries(
                            "half width", gigahertz, [.. found.Select(each => each.Line.HalfWidth.Value / TeslaPerOersted)],
                            SeriesStyle.Points, 0,
                            [.. found.Select(each => each.Line.HalfWidth.StandardUncertainty / TeslaPerOersted)]),
                        new FigureSeries(
                            "fit", gigahertz,
                            [.. found.Select(each => model.HalfWidth(Frequency.FromHertz(each.Hertz)).Tesla / TeslaPerOersted)],
                            SeriesStyle.Line, 0),
                    ]),
                new FigurePanel(
                    "resonance field (Oe)",
                    [
                        new FigureSeries(
                            "resonance field", gigahertz, [.. found.Select(each => each.Line.Field.Value / TeslaPerOersted)],
                            SeriesStyle.Points, 1),
                        new FigureSeries(
                            "Kittel", gigahertz,
                            [
                                .. found.Select(each =>
                                    model.ResonanceField(Frequency.FromHertz(each.Hertz), isInPlane).Tesla / TeslaPerOersted),
                            ],
                            SeriesStyle.Line, 1),
                    ]),
            ],
            "The slope of the width is the damping over γ/2π, its value at zero the inhomogeneous broadening.");
    }
}
