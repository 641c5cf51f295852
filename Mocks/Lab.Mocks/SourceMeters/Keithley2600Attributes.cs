namespace Lab.Mocks.SourceMeters;

/// <summary>The attributes of a channel of a Keithley 2636B, and their names for numbers (2600BS-901-01).</summary>
internal static class Keithley2600Attributes
{
    /// <summary>The constants of a channel (manual, smuX attributes).</summary>
    public static IReadOnlyDictionary<string, double> Constants { get; } = new Dictionary<string, double>
    {
        ["OUTPUT_DCAMPS"] = 0,
        ["OUTPUT_DCVOLTS"] = 1,
        ["OUTPUT_OFF"] = 0,
        ["OUTPUT_ON"] = 1,
        ["OUTPUT_NORMAL"] = 0,
        ["OUTPUT_ZERO"] = 1,
        ["OUTPUT_HIGH_Z"] = 2,
        ["SENSE_LOCAL"] = 0,
        ["SENSE_REMOTE"] = 1,
        ["AUTORANGE_OFF"] = 0,
        ["AUTORANGE_ON"] = 1,
        ["AUTOZERO_OFF"] = 0,
        ["AUTOZERO_ONCE"] = 1,
        ["AUTOZERO_AUTO"] = 2,
        ["FILTER_OFF"] = 0,
        ["FILTER_ON"] = 1,
        ["REL_OFF"] = 0,
        ["REL_ON"] = 1,
        ["ENABLE"] = 1,
        ["DISABLE"] = 0,
    };

    /// <summary>The attributes of a channel with least, largest and first value (manual, smuX attributes; 2636B).</summary>
    public static IReadOnlyDictionary<string, (double Least, double Largest, double First)> OfAChannel { get; } =
        new Dictionary<string, (double Least, double Largest, double First)>
        {
            ["source.func"] = (0, 1, 1),
            ["source.leveli"] = (-1.515, 1.515, 0),
            ["source.levelv"] = (-202, 202, 0),
            ["source.limitv"] = (0.02, 202, 20),
            ["source.limiti"] = (1e-10, 1.515, 0.1),
            ["source.limitp"] = (0, 1000, 0),
            ["source.output"] = (0, 2, 0),
            ["source.offmode"] = (0, 2, 0),
            ["source.autorangei"] = (0, 1, 1),
            ["source.autorangev"] = (0, 1, 1),
            ["source.rangei"] = (-1.515, 1.515, 1e-7),
            ["source.rangev"] = (-202, 202, 0.2),
            ["source.delay"] = (-1, 1e4, 0),
            ["source.highc"] = (0, 1, 0),
            ["sense"] = (0, 3, 0),
            ["measure.autorangei"] = (0, 1, 1),
            ["measure.autorangev"] = (0, 1, 1),
            ["measure.rangei"] = (-1.515, 1.515, 1e-7),
            ["measure.rangev"] = (-202, 202, 0.2),
            ["measure.lowrangei"] = (1e-10, 1.5, 1e-10),
            ["measure.nplc"] = (0.001, 25, 1),
            ["measure.autozero"] = (0, 2, 2),
            ["measure.count"] = (1, 60000, 1),
            ["measure.delay"] = (-1, 1e4, -1),
            ["measure.filter.enable"] = (0, 1, 0),
            ["measure.filter.count"] = (1, 100, 1),
            ["measure.filter.type"] = (0, 2, 1),
            ["measure.rel.enablev"] = (0, 1, 0),
            ["measure.rel.enablei"] = (0, 1, 0),
            ["measure.rel.levelv"] = (-202, 202, 0),
            ["measure.rel.leveli"] = (-1.515, 1.515, 0),
        };
}
