using Lab.Calibration.Switching;
using Lab.Runs.Results;

namespace Lab.Protocols.Nanowires;

/// <summary>A share of walls or loops as a result, with half of Wilson's interval as its uncertainty.</summary>
internal static class WallShare
{
    public static ResultValue Of(string name, double count, double all, string description)
    {
        var interval = WilsonInterval.Of((int)count, (int)all);
        return new ResultValue(name, count / all, string.Empty, (interval.Upper - interval.Lower) / 2, description);
    }
}
