using System.Globalization;
using Lab.Quantities;
using Lab.Runs.Calibrations;
using Lab.Runs.Records;

namespace Lab.Runs.Reports;

/// <summary>The part of a report that tells what was measured on what, so that it can be measured again elsewhere.</summary>
internal static class ProvenanceSection
{
    /// <summary>Writes the section.</summary>
    /// <param name="html">Where it goes.</param>
    /// <param name="info">The run.</param>
    /// <param name="columns">The columns of its record.</param>
    /// <param name="folder">The folder that receives the report; what lies in it is linked.</param>
    public static void Write(HtmlWriter html, RunInfo info, IReadOnlyList<Column> columns, string folder)
    {
        html.Write(
            $"<section class=\"provenance\">\n<h2>{(info.Computed ? "What was computed" : "What was measured on what")}</h2>\n");
        WriteFacts(html, info);
        WriteLinks(html, info, folder);
        WriteTable(html, "Settings", ["setting", "value"], info.Settings.Select(
            setting => (string[])[setting.Key, setting.Value]));
        if (info.Data.Count > 0)
        {
            WriteTable(html, "Data", ["setting", "what was read"], info.Data.Select(
                data => (string[])[data.Setting, data.ToString()]));
        }

        if (!info.Computed)
        {
            WriteBench(html, info);
        }

        if (info.Seams.Count > 0)
        {
            WriteTable(
                html,
                "Where the run was resumed",
                ["at point", "when", "before that it", "what was different from then on"],
                info.Seams.Select(seam => (string[])
                [
                    seam.Point.ToString(CultureInfo.InvariantCulture), Time(seam.Resumed), seam.Before,
                    seam.Differences.Count == 0 ? "nothing" : string.Join("; ", seam.Differences),
                ]));
        }

        if (!info.Computed)
        {
            WriteLimits(html, info);
        }

        WriteTable(
            html,
            "The record's columns",
            ["column", "unit", "holds"],
            columns.Select(column => (string[])
            [
                column.Name,
                column.Unit,
                column.Kind == ColumnKind.Array ? $"{column.Description} (an array a point)" : column.Description,
            ]));
        html.Write($"</section>\n");
    }

    // Relative ones: they hold wherever the folder of all runs is put.
    private static void WriteLinks(HtmlWriter html, RunInfo info, string folder)
    {
        IEnumerable<(string Text, string Path)> links =
        [
            ("run.json", "run.json"),
            ("log", "log.jsonl"),
            ("points (SQLite)", PointStore.FileName),
            .. info.Files.Select(file => (
                file.Setting == RunFiles.Bench ? "bench file" : $"{file.Setting}: {Path.GetFileName(file.Path)}",
                CopyOf(file.Copy))),
            .. info.Calibrations.Select(calibration => ($"calibration {calibration.Name}", CopyOf(calibration.Copy))),
            .. info.Calibrations.Select(calibration => Path.GetFileName(calibration.Source))
                .Where(source => source is not ("" or "." or "..")).Distinct()
                .Select(source => ($"run {source}", $"../{source}/{HtmlReport.FileName}")),
        ];
        (string Text, string Path)[] there = [.. links.Where(link => File.Exists(Path.Combine(folder, link.Path)))];
        if (there.Length > 0)
        {
            html.Write($"<div class=\"beside\">\n<h3>Beside this report</h3>\n<ul class=\"links\">\n");
            foreach ((string text, string path) in there)
            {
                string address = string.Join(
                    '/', path.Split('/').Select(part => part == ".." ? part : Uri.EscapeDataString(part)));
                html.Write($"<li><a href=\"{address}\">{text}</a></li>\n");
            }

            html.Write($"</ul>\n<p class=\"caption\">The links hold while the report lies in the folder of its run.</p>\n");
            html.Write($"</div>\n");
        }
    }

    // A record from elsewhere may name any path: only what lies in the folder of copies is linked.
    private static string CopyOf(string? copy) =>
        copy is null ? string.Empty : $"{RunFiles.FolderName}/{Path.GetFileName(copy)}";

    private static void WriteBench(HtmlWriter html, RunInfo info)
    {
        WriteTable(
            html,
            "Instruments",
            ["name", "identity", "driver and address"],
            info.Instruments.Select(instrument => (string[])[
                instrument.Name,
                instrument.Identity,
                instrument.Address.Length > 0 ? $"{instrument.Driver} at {instrument.Address}" : instrument.Driver
            ]));
        WriteTable(
            html,
            "Calibrations",
            ["name", "value", "source", "valid until"],
            info.Calibrations.Select(calibration => (string[])
            [
                calibration.Name,
                ValueText.Format(calibration.Value, calibration.Unit, calibration.Uncertainty),
                calibration.Source,
                calibration.ValidUntil is { } end ? Time(end) : "not limited",
            ]));
    }

    private static void WriteLimits(HtmlWriter html, RunInfo info)
    {
        if (info.LimitChanges.Count > 0)
        {
            WriteTable(html, "Limits changed for this run", ["change"], info.LimitChanges.Select(change => (string[])[change]));
        }

        WriteTable(html, "Limits in force", ["limit"], info.Limits.Select(limit => (string[])[limit]));
    }

    private static void WriteFacts(HtmlWriter html, RunInfo info)
    {
        html.Write($"<div class=\"scroll\"><table>\n<tbody>\n");
        Fact(html, "Run", info.Run);
        Fact(html, "Protocol", info.Protocol);
        if (!info.Computed)
        {
            Fact(html, "Bench", info.Simulated ? $"{info.Bench}, with twins in place of instruments" : info.Bench);
        }

        Fact(html, "Started", Time(info.Started));
        Fact(html, "Ended", info.Ended is { } ended ? Time(ended) : "not recorded");
        Fact(html, info.Computed
            ? "Time of computing"
            : "Time on the bench", BenchTimeText.Format(Duration.FromSeconds(info.BenchSeconds)));
        Fact(html, "Seed", info.Seed.ToString(CultureInfo.InvariantCulture));
        Fact(html, "Lab", info.Version);
        if (info.RetriedPoints > 0)
        {
            Fact(html, "Points after a repeated reading", info.RetriedPoints.ToString(CultureInfo.InvariantCulture));
        }

        html.Write($"</tbody>\n</table></div>\n");
    }

    private static void Fact(HtmlWriter html, string name, string value) =>
        html.Write($"<tr><th scope=\"row\">{name}</th><td>{value}</td></tr>\n");

    private static void WriteTable(HtmlWriter html, string title, IReadOnlyList<string> headers, IEnumerable<string[]> rows)
    {
        IReadOnlyList<string[]> all = [.. rows];
        if (all.Count == 0)
        {
            html.Write($"<h3>{title}</h3>\n<p class=\"empty\">None.</p>\n");
            return;
        }

        HtmlTable.Write(html, title, headers, all);
    }

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm:ss zzz", CultureInfo.InvariantCulture);
}
