namespace Lab.Runs.Reports;

/// <summary>The script of Plotly that reports draw with, for other pages of Lab.</summary>
public static class PlotlyScript
{
    /// <summary>The script as it is, a classic script that defines <c>Plotly</c>.</summary>
    public static ReadOnlyMemory<byte> Bytes => ReportAssets.PlotlyBytes;
}
