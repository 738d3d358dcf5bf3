package org.araswatch;

import org.apache.lucene.analysis.Analyzer;
import org.elasticsearch.plugin.NamedComponent;
import org.elasticsearch.plugin.analysis.AnalyzerFactory;

/** Lucene's own language analyzers under the names that the full Elasticsearch distribution gives them. */
public final class LanguageAnalyzers {
    private LanguageAnalyzers() {}

    @NamedComponent("arabic")
    public static class Arabic implements AnalyzerFactory {
        @Override
        public String name() { return "arabic"; }

        @Override
        public Analyzer create() { return new org.apache.lucene.analysis.ar.ArabicAnalyzer(); }
    }

    @NamedComponent("armenian")
    public static class Armenian implements AnalyzerFactory {
        @Override
        public String name() { return "armenian"; }

        @Override
        public Analyzer create() { return new org.apache.lucene.analysis.hy.ArmenianAnalyzer(); }
    }

    @NamedComponent("basque")
    public static class Basque implements AnalyzerFactory {
        @Override
        public String name() { return "basque"; }

        @Override
        public Analyzer create() { return new org.apache.lucene.analysis.eu.BasqueAnalyzer(); }
    }

    @NamedComponent("bengali")
    public static class Bengali implements AnalyzerFactory {
        @Override
        public String name() { return "bengali"; }

        @Override
        public Analyzer create() { return new org.apache.lucene.analysis.bn.BengaliAnalyzer(); }
    }

    @NamedComponent("brazilian")
    public static class Brazilian implements AnalyzerFactory {
        @Override
        public String name() { return "brazilian"; }

        @Override
        public Analyzer create() { return new org.apache.lucene.analysis.br.BrazilianAnalyzer(); }
    }

    @NamedComponent("bulgarian")
    public static class Bulgarian implements AnalyzerFactory {
        @Override
        public String name() { return "bulgarian"; }

        @Override
        public Analyzer create() { return new org.apache.lucene.analysis.bg.BulgarianAnalyzer(); }
    }

    @NamedComponent("catalan")
    public static class Catalan implements AnalyzerFactory {
        @Override
        public String name() { return "catalan"; }

        @Override
        public Analyzer create() { return new org.apache.lucene.analysis.ca.CatalanAnalyzer(); }
    }

    @NamedComponent("cjk")
    public static class Cjk implements AnalyzerFactory {
        @Override
        public String name() { return "cjk"; }

        @Override
        public Analyzer create() { return new org.apache.lucene.analysis.cjk.CJKAnalyzer(); }
    }

    @NamedComponent("czech")
    public static class Czech implements AnalyzerFactory {
        @Override
        public String name() { return "czech"; }

        @Override
        public Analyzer create() { return new org.apache.lucene.analysis.cz.CzechAnalyzer(); }
    }

    @NamedComponent("danish")
    public static class Danish implements AnalyzerFactory {
        @Override
        public String name() { return "danish"; }

        @Override
        public Analyzer create() { return new org.apache.lucene.analysis.da.DanishAnalyzer(); }
    }

    @NamedComponent("dutch")
    public static class Dutch implements AnalyzerFactory {
        @Override
        public String name() { return "dutch"; }

        @Override
        public Analyzer create() { return new org.apache.lucene.analysis.nl.DutchAnalyzer(); }
    }

    @NamedComponent("english")
    public static class English implements AnalyzerFactory {
        @Override
        public String name() { return "english"; }

        @Override
        public Analyzer create() { return new org.apache.lucene.analysis.en.EnglishAnalyzer(); }
    }

    @NamedComponent("estonian")
    public static class Estonian implements AnalyzerFactory {
        @Override
        public String name() { return "estonian"; }

        @Override
        public Analyzer create() { return new org.apache.lucene.analysis.et.EstonianAnalyzer(); }
    }

    @NamedComponent("finnish")
    public static class Finnish implements AnalyzerFactory {
        @Override
        public String name() { return "finnish"; }

        @Override
        public Analyzer create() { return new org.apache.lucene.analysis.fi.FinnishAnalyzer(); }
    }

    @NamedComponent("french")
    public static class French implements AnalyzerFactory {
        @Override
        public String name() { return "french"; }

        @Override
        public Analyzer create() { return new org.apache.lucene.analysis.fr.FrenchAnalyzer(); }
    }

    @NamedComponent("galician")
    public static class Galician implements AnalyzerFactory {
        @Override
        public String name() { return "galician"; }

        @Override
        public Analyzer create() { return new org.apache.lucene.analysis.gl.GalicianAnalyzer(); }
    }

    @NamedComponent("german")
    public static class German implements AnalyzerFactory {
        @Override
        public String name() { return "german"; }

        @Override
        public Analyzer create() { return new org.apache.lucene.analysis.de.GermanAnalyzer(); }
    }

    @NamedComponent("greek")
    public static class Greek implements AnalyzerFactory {
        @Override
        public String name() { return "greek"; }

        @Override
        public Analyzer create() { return new org.apache.lucene.analysis.el.GreekAnalyzer(); }
    }

    @NamedComponent("hindi")
    public static class Hindi implements AnalyzerFactory {
        @Override
        public String name() { return "hindi"; }

        @Override
        public Analyzer create() { return new org.apache.lucene.analysis.hi.HindiAnalyzer(); }
    }

    @NamedComponent("hungarian")
    public static class Hungarian implements AnalyzerFactory {
        @Override
        public String name() { return "hungarian"; }

        @Override
        public Analyzer create() { return new org.apache.lucene.analysis.hu.HungarianAnalyzer(); }
    }

    @NamedComponent("indonesian")
    public static class Indonesian implements AnalyzerFactory {
        @Override
        public String name() { return "indonesian"; }

        @Override
        public Analyzer create() { return new org.apache.lucene.analysis.id.IndonesianAnalyzer(); }
    }

    @NamedComponent("irish")
    public static class Irish implements AnalyzerFactory {
        @Override
        public String name() { return "irish"; }

        @Override
        public Analyzer create() { return new org.apache.lucene.analysis.ga.IrishAnalyzer(); }
    }

    @NamedComponent("italian")
    public static class Italian implements AnalyzerFactory {
        @Override
        public String name() { return "italian"; }

        @Override
        public Analyzer create() { return new org.apache.lucene.analysis.it.ItalianAnalyzer(); }
    }

    @NamedComponent("latvian")
    public static class Latvian implements AnalyzerFactory {
        @Override
        public String name() { return "latvian"; }

        @Override
        public Analyzer create() { return new org.apache.lucene.analysis.lv.LatvianAnalyzer(); }
    }

    @NamedComponent("lithuanian")
    public static class Lithuanian implements AnalyzerFactory {
        @Override
        public String name() { return "lithuanian"; }

        @Override
        public Analyzer create() { return new org.apache.lucene.analysis.lt.LithuanianAnalyzer(); }
    }

    @NamedComponent("norwegian")
    public static class Norwegian implements AnalyzerFactory {
        @Override
        public String name() { return "norwegian"; }

        @Override
        public Analyzer create() { return new org.apache.lucene.analysis.no.NorwegianAnalyzer(); }
    }

    @NamedComponent("persian")
    public static class Persian implements AnalyzerFactory {
        @Override
        public String name() { return "persian"; }

        @Override
        public Analyzer create() { return new org.apache.lucene.analysis.fa.PersianAnalyzer(); }
    }

    @NamedComponent("portuguese")
    public static class Portuguese implements AnalyzerFactory {
        @Override
        public String name() { return "portuguese"; }

        @Override
        public Analyzer create() { return new org.apache.lucene.analysis.pt.PortugueseAnalyzer(); }
    }

    @NamedComponent("romanian")
    public static class Romanian implements AnalyzerFactory {
        @Override
        public String name() { return "romanian"; }

        @Override
        public Analyzer create() { return new org.apache.lucene.analysis.ro.RomanianAnalyzer(); }
    }

    @NamedComponent("russian")
    public static class Russian implements AnalyzerFactory {
        @Override
        public String name() { return "russian"; }

        @Override
        public Analyzer create() { return new org.apache.lucene.analysis.ru.RussianAnalyzer(); }
    }

    @NamedComponent("serbian")
    public static class Serbian implements AnalyzerFactory {
        @Override
        public String name() { return "serbian"; }

        @Override
        public Analyzer create() { return new org.apache.lucene.analysis.sr.SerbianAnalyzer(); }
    }

    @NamedComponent("sorani")
    public static class Sorani implements AnalyzerFactory {
        @Override
        public String name() { return "sorani"; }

        @Override
        public Analyzer create() { return new org.apache.lucene.analysis.ckb.SoraniAnalyzer(); }
    }

    @NamedComponent("spanish")
    public static class Spanish implements AnalyzerFactory {
        @Override
        public String name() { return "spanish"; }

        @Override
        public Analyzer create() { return new org.apache.lucene.analysis.es.SpanishAnalyzer(); }
    }

    @NamedComponent("swedish")
    public static class Swedish implements AnalyzerFactory {
        @Override
        public String name() { return "swedish"; }

        @Override
        public Analyzer create() { return new org.apache.lucene.analysis.sv.SwedishAnalyzer(); }
    }

    @NamedComponent("thai")
    public static class Thai implements AnalyzerFactory {
        @Override
        public String name() { return "thai"; }

        @Override
        public Analyzer create() { return new org.apache.lucene.analysis.th.ThaiAnalyzer(); }
    }

    @NamedComponent("turkish")
    public static class Turkish implements AnalyzerFactory {
        @Override
        public String name() { return "turkish"; }

        @Override
        public Analyzer create() { return new org.apache.lucene.analysis.tr.TurkishAnalyzer(); }
    }
}
