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
    private readonly bool isTransmission = settings.Detection == LineDetection.Transmission;
    private readonly double unit = settings.Detection == LineDetection.Transmission ? 1e-3 : 1e-6;

    private readonly List<(double Hertz, ResonanceLine Line, double FieldUncertainty)> found = [];
    private readonly List<string> warnings = [];
    private readonly List<FigureSeries> spectra = [];

    /// <summary>Fits and reports.</summary>
    public Analysis Conclude()
    {
        double[] hertz = data.Numbers(LineMeasurement.FrequencyColumn.Name);
        double[] fields = data.Numbers(LineMeasurement.FieldColumn.Name);
        double[] uncertainties = data.Numbers(PreparedField.UncertaintyColumn.Name);
        (Column xColumn, Column yColumn) = LineReader.ColumnsOf(settings.Detection);
        double[] x = data.Numbers(xColumn.Name);
        double[] y = data.Numbers(yColumn.Name);
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
            "Lines against field", "field (Oe)",
            [new FigurePanel(isTransmission ? "change of S21 (10⁻³)" : "reading (µV rms)", spectra)],
            isTransmission
                ? "Points are real and imaginary parts less their means; curves are the fits, both parts together."
                : "Points are readings turned to their phase; curves are the fits.");
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
            [.. found.Select(each => each.FieldUncertainty)], PreparedField.ScaleUncertaintyIn(data),
            settings.Geometry == FieldGeometry.InPlane);
        AddDoubts(film);
        return new Analysis
        {
            Conclusion = new Conclusion(
                "The film has a damping of {damping}, a g-factor of {g_factor} and an effective magnetisation of "
                    + "{effective_magnetisation}. At vanishing frequency {inhomogeneous_broadening} of the width are left.",
                "Higher frequencies separate damping from broadening: `lab run fmr --frequencies \"6..18 GHz step 2 GHz\"`. "
                    + "Torques of a metal beside the film are measured by `lab run st-fmr`.")
            {
                Trust = "Damping holds where the widths lie on a line against frequency, and g with the magnetisation where "
                    + "the fields follow Kittel's law. Both feel the scale of the gaussmeter.",
            },
            Results = [.. ResultsOf(film)],
            Figures = [DrawFilm(film), spectraFigure],
            Tables = [Table()],
            Warnings = warnings,
        };
    }

    private void AddLine(double hertz, double[] fields, double[] x, double[] y, double fieldUncertainty)
    {
        if (isTransmission)
        {
            AddTransmission(hertz, fields, x, y, fieldUncertainty);
            return;
        }

        double[] readings = QuadratureRotation.Of(x, y, default).InPhase;
        ResonanceLine? line = ResonanceLineFit.Fit(
            fields, readings, settings.Detection == LineDetection.FieldModulated, out string? failure);
        string name = NameOf(hertz);
        Draw(name, fields, readings, line?.Fitted, 0);
        if (line is null)
        {
            warnings.Add($"At {name} there is {failure}");
            return;
        }

        Keep(hertz, line, fieldUncertainty);
    }

    // Real and imaginary part have one resonance field and one half width.
    private void AddTransmission(
        double hertz, double[] fields, double[] real, double[] imaginary, double fieldUncertainty)
    {
        LineFamily? parts = LineFamilyFit.Fit(
            [new LineAtAngle(0, fields, real), new LineAtAngle(0, fields, imaginary)], out string? failure);
        string name = NameOf(hertz);
        Draw($"{name}, real", fields, real, parts?.Fitted[0], real.Average());
        Draw($"{name}, imaginary", fields, imaginary, parts?.Fitted[1], imaginary.Average());
        if (parts is null)
        {
            warnings.Add($"At {name} there is {failure}");
            return;
        }

        Keep(
            hertz,
            new ResonanceLine(
                parts.Field, parts.HalfWidth, parts.Symmetric[0], parts.Antisymmetric[0], Covariance: 0, parts.Noise,
                Math.Min(parts.LineProbability, parts.SameProbability)),
            fieldUncertainty);
    }

    private static string NameOf(double hertz) =>
        string.Create(CultureInfo.InvariantCulture, $"{hertz / HertzPerGigahertz:G4} GHz");

    private void Draw(string name, double[] fields, double[] readings, IReadOnlyList<double>? fitted, double zero)
    {
        int group = spectra.Count / 2;
        double[] oersted = [.. fields.Select(field => field / TeslaPerOersted)];
        spectra.Add(new FigureSeries(
            name, oersted, [.. readings.Select(each => (each - zero) / unit)], SeriesStyle.Points, group));
        if (fitted is not null)
        {
            spectra.Add(new FigureSeries(
                $"{name}, fit", oersted, [.. fitted.Select(each => (each - zero) / unit)], SeriesStyle.Line, group));
        }
    }

    private void Keep(double hertz, ResonanceLine line, double fieldUncertainty)
    {
        if (!line.IsDescribed)
        {
            warnings.Add($"At {NameOf(hertz)} one line on a straight background does not describe the readings: another mode, "
                + "an unsaturated film, or too large a modulation.");
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
        [
            "frequency (GHz)", "resonance field (Oe)", "half width (Oe)",
            .. isTransmission
                ? (string[])["symmetric, real (10⁻³)", "antisymmetric, real (10⁻³)"]
                : ["symmetric (µV)", "antisymmetric (µV)"],
        ],
        [
            .. found.Select(each => (IReadOnlyList<string>)
            [
                string.Create(CultureInfo.InvariantCulture, $"{each.Hertz / HertzPerGigahertz:G5}"),
                Text(each.Line.Field, TeslaPerOersted),
                Text(each.Line.HalfWidth, TeslaPerOersted),
                Text(each.Line.Symmetric, unit),
                Text(each.Line.Antisymmetric, unit),
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
                            SeriesStyle.Points, 1,
                            [.. found.Select(each => each.Line.Field.StandardUncertainty / TeslaPerOersted)]),
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
